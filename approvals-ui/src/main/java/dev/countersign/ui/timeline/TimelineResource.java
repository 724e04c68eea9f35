package dev.countersign.ui.timeline;

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
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What happened in a run, and in one of its calls. */
@Path("/")
@Page
@ForViewer
@RunOnVirtualThread
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
class TimelineResource {

    private final Timeline timeline;
    private final SecurityIdentity identity;
    private final ErrorPages errors;

    @Inject
    TimelineResource(Timeline timeline, SecurityIdentity identity, ErrorPages errors) {
        this.timeline = timeline;
        this.identity = identity;
        this.errors = errors;
    }

    @GET
    @Path("runs/{id}")
    public Response run(@PathParam("id") String id) {
        return id(id).flatMap(known -> timeline.run(viewer(), known))
                .map(story -> RunView.of(story, viewer()))
                .map(run -> html(Templates.run(run)))
                .orElseGet(errors::notFound);
    }

    @GET
    @Path("calls/{id}")
    public Response call(@PathParam("id") String id) {
        return id(id).flatMap(known -> timeline.call(viewer(), known))
                .map(story -> CallView.of(story, viewer()))
                .map(call -> html(Templates.call(call)))
                .orElseGet(errors::notFound);
    }

    @ServerExceptionMapper
    public Response failed(RuntimeException cause) {
        return errors.failed(cause);
    }

    private Viewer viewer() {
        return (Viewer) identity.getPrincipal();
    }

    private static Optional<UUID> id(String text) {
        try {
            return text.length() == 36 ? Optional.of(UUID.fromString(text)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Response html(TemplateInstance template) {
        return Response.ok(template.render()).build();
    }

    @CheckedTemplate(basePath = "countersign")
    static class Templates {
        static native TemplateInstance run(RunView run);

        static native TemplateInstance call(CallView call);
    }
}
