package dev.countersign.ui.backlog;

import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.page.ErrorPages;
import dev.countersign.ui.page.ForViewer;
import dev.countersign.ui.page.Page;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** How much waits for people. For approvers and operators. */
@Path("/backlog")
@Page
@ForViewer
@RunOnVirtualThread
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
class BacklogPage {

    private final BacklogDesk desk;
    private final SecurityIdentity identity;
    private final ErrorPages errors;
    private final InstantSource time;

    @Inject
    BacklogPage(BacklogDesk desk, SecurityIdentity identity, ErrorPages errors, InstantSource time) {
        this.desk = desk;
        this.identity = identity;
        this.errors = errors;
        this.time = time;
    }

    @GET
    public Response page() {
        var viewer = (Viewer) identity.getPrincipal();
        if (!viewer.has("approver") && !viewer.has("operator")) {
            return errors.notFound();
        }
        BacklogView view = BacklogView.of(desk.backlog(), viewer, time.instant());
        return Response.ok(Templates.backlog(view).render()).build();
    }

    @ServerExceptionMapper
    public Response failed(RuntimeException cause) {
        return errors.failed(cause);
    }

    @CheckedTemplate(basePath = "countersign")
    static class Templates {
        static native TemplateInstance backlog(BacklogView page);
    }
}
