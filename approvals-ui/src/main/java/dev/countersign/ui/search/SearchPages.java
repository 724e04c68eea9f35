package dev.countersign.ui.search;

import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.page.ErrorPages;
import dev.countersign.ui.page.ForViewer;
import dev.countersign.ui.page.Page;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** One form, every field of which stands in the address, and what it finds. */
@Path("/search")
@Page
@ForViewer
@RunOnVirtualThread
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
class SearchPages {

    private final SearchDesk desk;
    private final SecurityIdentity identity;
    private final ErrorPages errors;
    private final InstantSource time;

    @Inject
    SearchPages(SearchDesk desk, SecurityIdentity identity, ErrorPages errors, InstantSource time) {
        this.desk = desk;
        this.identity = identity;
        this.errors = errors;
        this.time = time;
    }

    @GET
    public Response search(@BeanParam SearchParameters asked) {
        Viewer viewer = (Viewer) identity.getPrincipal();
        if (asked.isWrong()) {
            return html(422, Templates.search(SearchView.wrong(asked, viewer)));
        }
        if (asked.isEmpty()) {
            return html(200, Templates.search(SearchView.blank(asked, viewer)));
        }
        FoundPage found = desk.find(viewer, asked.sought());
        return html(200, Templates.search(SearchView.of(asked, found, viewer, time.instant())));
    }

    @ServerExceptionMapper
    public Response failed(RuntimeException cause) {
        return errors.failed(cause);
    }

    private static Response html(int status, TemplateInstance template) {
        return Response.status(status).entity(template.render()).build();
    }

    @CheckedTemplate(basePath = "countersign")
    static class Templates {
        static native TemplateInstance search(SearchView page);
    }
}
