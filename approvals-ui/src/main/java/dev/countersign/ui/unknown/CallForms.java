package dev.countersign.ui.unknown;

import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.page.ErrorPages;
import dev.countersign.ui.page.ForViewer;
import dev.countersign.ui.page.Frame;
import dev.countersign.ui.page.Page;
import dev.countersign.ui.page.PathId;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** The lane of unknown outcomes, and the forms by which people settle, probe and take over calls. */
@Path("/")
@Page
@ForViewer
@RunOnVirtualThread
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
class CallForms {

    private final UnknownDesk desk;
    private final SecurityIdentity identity;
    private final ErrorPages errors;
    private final InstantSource time;

    @Inject
    CallForms(UnknownDesk desk, SecurityIdentity identity, ErrorPages errors, InstantSource time) {
        this.desk = desk;
        this.identity = identity;
        this.errors = errors;
        this.time = time;
    }

    @GET
    @Path("unknown")
    public Response lane() {
        return lane(200, null);
    }

    @POST
    @Path("calls/{id}/resolution")
    public Response settle(
            @PathParam("id") String id, @RestForm @Nullable String outcome, @RestForm @Nullable String note) {
        Optional<UUID> call = PathId.of(id);
        if (call.isEmpty()) {
            return errors.notFound();
        }
        String found = note == null ? "" : note.strip();
        boolean executed = "executed".equals(outcome);
        if (!executed && !"not_executed".equals(outcome)) {
            return invalid(call.get(), found, "Say whether it happened.", "Both buttons under the text do.");
        }
        if (found.isEmpty() || found.length() > UnknownView.NOTE_MAX) {
            return invalid(
                    call.get(),
                    found,
                    found.isEmpty() ? "Say what you found, and where." : "The text is too long.",
                    "The record keeps it, with at most 2,000 characters.");
        }
        return after(call.get(), found, desk.settle(viewer(), call.get(), executed, found));
    }

    @POST
    @Path("calls/{id}/probe")
    public Response probe(@PathParam("id") String id) {
        return PathId.of(id)
                .map(call -> after(call, "", desk.probe(viewer(), call)))
                .orElseGet(errors::notFound);
    }

    @POST
    @Path("calls/{id}/takeover")
    public Response takeOver(@PathParam("id") String id, @RestForm @Nullable String note) {
        Optional<UUID> call = PathId.of(id);
        if (call.isEmpty()) {
            return errors.notFound();
        }
        String words = note == null ? "" : note.strip();
        if (words.isEmpty() || words.length() > UnknownView.NOTE_MAX) {
            return byHand(
                    422,
                    call.get(),
                    words,
                    new UnknownView.Refusal(
                            "INVALID",
                            words.isEmpty() ? "Say what you do instead." : "The text is too long.",
                            "Nothing was taken over. The agent reads it, with at most 2,000 characters."));
        }
        return switch (desk.takeOver(viewer(), call.get(), words)) {
            case UnknownDesk.Outcome.Done() ->
                Response.seeOther(URI.create("/calls/" + call.get())).build();
            case UnknownDesk.Outcome.Refused(int status, String code, String headline, String why) ->
                byHand(status, call.get(), words, new UnknownView.Refusal(code, headline, why));
            case UnknownDesk.Outcome.NotFound() -> errors.notFound();
        };
    }

    private Response byHand(int status, UUID call, String note, UnknownView.Refusal problem) {
        return html(status, Templates.byHand(Frame.of("By hand", viewer()), call.toString(), note, problem));
    }

    private Response invalid(UUID call, String note, String headline, String words) {
        return lane(
                422,
                new UnknownView.Typed(
                        call, new UnknownView.Refusal("INVALID", headline, "Nothing was settled. " + words), note));
    }

    private Response after(UUID call, String note, UnknownDesk.Outcome outcome) {
        return switch (outcome) {
            case UnknownDesk.Outcome.Done() ->
                Response.seeOther(URI.create("/unknown")).build();
            case UnknownDesk.Outcome.Refused(int status, String code, String headline, String words) ->
                lane(status, new UnknownView.Typed(call, new UnknownView.Refusal(code, headline, words), note));
            case UnknownDesk.Outcome.NotFound() -> errors.notFound();
        };
    }

    private Response lane(int status, UnknownView.@Nullable Typed typed) {
        UnknownView view = UnknownView.of(desk.lane(viewer()), typed, viewer(), time.instant());
        UnknownView.Refusal elsewhere = typed == null || view.items().stream().anyMatch(item -> item.problem() != null)
                ? null
                : typed.problem();
        return html(status, Templates.unknown(view, elsewhere));
    }

    @ServerExceptionMapper
    public Response failed(RuntimeException cause) {
        return errors.failed(cause);
    }

    private Viewer viewer() {
        return (Viewer) identity.getPrincipal();
    }

    private static Response html(int status, TemplateInstance template) {
        return Response.status(status).entity(template.render()).build();
    }

    @CheckedTemplate(basePath = "countersign")
    static class Templates {
        static native TemplateInstance unknown(UnknownView page, UnknownView.@Nullable Refusal elsewhere);

        static native TemplateInstance byHand(Frame frame, String call, String note, UnknownView.Refusal problem);
    }
}
