package dev.countersign.ui.stop;

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

/** Stops calls and lets them go again. Who is no operator sees what is frozen, and no form. */
@Path("/freeze")
@Page
@ForViewer
@RunOnVirtualThread
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
class FreezePages {

    private static final URI SELF = URI.create("/freeze");

    private final StopDesk desk;
    private final SecurityIdentity identity;
    private final ErrorPages errors;
    private final InstantSource time;

    @Inject
    FreezePages(StopDesk desk, SecurityIdentity identity, ErrorPages errors, InstantSource time) {
        this.desk = desk;
        this.identity = identity;
        this.errors = errors;
        this.time = time;
    }

    @GET
    public Response page(@BeanParam Asked.Query query) {
        return show(query.asked(), null);
    }

    /** The sentence under the form and its button again, for another choice. */
    @GET
    @Path("effect")
    public Response effect(@BeanParam Asked.Query query) {
        return html(200, Templates.freezeEffect(effectOf(query.asked())));
    }

    /** Whether one is confirmed by now. */
    @GET
    @Path("{id}/state")
    public Response state(@PathParam("id") String id) {
        return desk.board().frozen().stream()
                .filter(frozen -> frozen.id().toString().equals(id))
                .findFirst()
                .map(frozen -> html(200, Templates.freezeState(FrozenView.of(frozen, false, now()))))
                .orElseGet(() -> Response.noContent().build());
    }

    @POST
    public Response freeze(@BeanParam Asked.Form sent) {
        Asked form = sent.asked();
        Optional<Scope> scope = form.namesAKind() ? form.scope() : Optional.empty();
        if (scope.isEmpty()) {
            return show(form, invalid("Choose what has to stop.", "Everything, or one thing by its name."));
        }
        if (form.reason().isEmpty()) {
            return show(
                    form, invalid("Say why.", "Whoever finds calls waiting reads the reason, and so does the agent."));
        }
        if (form.reason().length() > FreezeView.REASON_MAX) {
            return show(
                    form,
                    invalid("The reason is too long.", "At most " + FreezeView.REASON_MAX + " characters are kept."));
        }
        return after(desk.freeze(viewer(), scope.get(), form.reason()), form);
    }

    @POST
    @Path("{id}/release")
    public Response release(@PathParam("id") String id) {
        Optional<UUID> known = PathId.of(id);
        return known.isEmpty() ? errors.notFound() : after(desk.release(viewer(), known.get()), Asked.nothing());
    }

    private Response after(StopDesk.Outcome outcome, Asked form) {
        return switch (outcome) {
            case StopDesk.Outcome.Done() -> Response.seeOther(SELF).build();
            case StopDesk.Outcome.Refused(int status, String code, String headline, String words) ->
                show(form, new FreezeView.Trouble(status, code, headline, words));
        };
    }

    private static FreezeView.Trouble invalid(String headline, String words) {
        return new FreezeView.Trouble(422, "INVALID", headline, "Nothing was stopped. " + words);
    }

    private Response show(Asked asked, FreezeView.@Nullable Trouble problem) {
        FreezeView.Form form =
                viewer().has("operator") ? FreezeView.form(desk.choices(), asked, effectOf(asked)) : null;
        FreezeView view = FreezeView.of(desk.board(), form, problem, viewer(), now());
        return html(problem == null ? 200 : problem.status(), Templates.freeze(view));
    }

    private FreezeView.Effect effectOf(Asked asked) {
        return asked.scope()
                .map(scope -> FreezeView.effect(scope, desk.stopped(scope)))
                .orElse(FreezeView.NOTHING_CHOSEN);
    }

    @ServerExceptionMapper
    public Response failed(RuntimeException cause) {
        return errors.failed(cause);
    }

    private Viewer viewer() {
        return (Viewer) identity.getPrincipal();
    }

    private Instant now() {
        return time.instant();
    }

    private static Response html(int status, TemplateInstance template) {
        return Response.status(status).entity(template.render()).build();
    }

    @CheckedTemplate(basePath = "countersign")
    static class Templates {
        static native TemplateInstance freeze(FreezeView page);

        static native TemplateInstance freezeEffect(FreezeView.Effect effect);

        static native TemplateInstance freezeState(FrozenView frozen);
    }
}
