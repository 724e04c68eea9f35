package dev.countersign.ui.away;

import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.page.ErrorPages;
import dev.countersign.ui.page.ForViewer;
import dev.countersign.ui.page.Page;
import dev.countersign.ui.page.PathId;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** A person says who decides meanwhile. */
@Path("/away")
@Page
@ForViewer
@RunOnVirtualThread
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
class AwayResource {

    private final AwayDesk desk;
    private final SecurityIdentity identity;
    private final ErrorPages errors;
    private final InstantSource time;

    @Inject
    AwayResource(AwayDesk desk, SecurityIdentity identity, ErrorPages errors, InstantSource time) {
        this.desk = desk;
        this.identity = identity;
        this.errors = errors;
        this.time = time;
    }

    @GET
    public Response page() {
        return html(200, null, null);
    }

    @POST
    public Response handOver(@BeanParam AwayForm form) {
        Optional<Instant> from = AwayForm.time(form.from);
        Optional<Instant> until = AwayForm.time(form.until);
        if (form.to().isEmpty() || from.isEmpty() || until.isEmpty()) {
            return html(
                    422,
                    form.typed(),
                    new AwayDesk.Refused("INVALID", "Choose who decides, and both times as day and clock, in UTC."));
        }
        Optional<AwayDesk.Refused> refused = desk.handOver(viewer(), form.to(), from.get(), until.get(), form.groups());
        return refused.map(why -> html(422, form.typed(), why))
                .orElseGet(() -> Response.seeOther(URI.create("/away")).build());
    }

    @POST
    @Path("{id}/end")
    public Response takeBack(@PathParam("id") String id) {
        Optional<UUID> absence = PathId.of(id);
        if (absence.isEmpty()) {
            return errors.notFound();
        }
        // Twice is as good as once: it is over either way, and the page says so.
        desk.takeBack(viewer(), absence.get());
        return Response.seeOther(URI.create("/away")).build();
    }

    @ServerExceptionMapper
    public Response failed(RuntimeException cause) {
        return errors.failed(cause);
    }

    private Response html(int status, AwayView.@Nullable Typed typed, AwayDesk.@Nullable Refused problem) {
        AwayView view = AwayView.of(viewer(), desk.absences(viewer()), typed, problem, time.instant());
        return Response.status(status).entity(Templates.away(view).render()).build();
    }

    private Viewer viewer() {
        return (Viewer) identity.getPrincipal();
    }

    @CheckedTemplate(basePath = "countersign")
    static class Templates {
        static native TemplateInstance away(AwayView page);
    }
}
