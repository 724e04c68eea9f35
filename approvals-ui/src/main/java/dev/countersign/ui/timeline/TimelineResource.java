package dev.countersign.ui.timeline;

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
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.util.function.Function;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** The runs, what happened in one of them, and one of its calls. It changes nothing. */
@Path("/")
@Page
@ForViewer
@RunOnVirtualThread
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
class TimelineResource {

    private final RunDesk runs;
    private final CallDesk calls;
    private final SecurityIdentity identity;
    private final ErrorPages errors;
    private final InstantSource time;

    @Inject
    TimelineResource(RunDesk runs, CallDesk calls, SecurityIdentity identity, ErrorPages errors, InstantSource time) {
        this.runs = runs;
        this.calls = calls;
        this.identity = identity;
        this.errors = errors;
        this.time = time;
    }

    @GET
    @Path("runs")
    public Response list(@BeanParam RunParameters asked) {
        RunQuery query = asked.query();
        return html(Templates.runs(RunsView.of(runs.runs(viewer(), query), query, viewer(), time.instant())));
    }

    @GET
    @Path("runs/{id}")
    public Response run(@PathParam("id") String id, @BeanParam RunParameters asked) {
        return PathId.of(id)
                .flatMap(known -> runs.run(viewer(), known, asked.after()))
                .map(story -> html(Templates.run(RunView.of(story, viewer()))))
                .orElseGet(errors::notFound);
    }

    /** How much has happened since the page was made, in words; 204 while it is nothing. */
    @GET
    @Path("runs/{id}/news")
    @Produces(MediaType.TEXT_PLAIN + ";charset=utf-8")
    public Response news(@PathParam("id") String id, @BeanParam RunParameters asked) {
        return PathId.of(id)
                .flatMap(known -> runs.run(viewer(), known, asked.after()))
                .map(story -> news(story.part()))
                .orElseGet(errors::notFound);
    }

    private static Response news(RunStory.Part part) {
        int count = part.entries().size();
        if (count == 0) {
            return Response.noContent().build();
        }
        return Response.ok(part.more() ? count + "+ new" : count + " new").build();
    }

    @GET
    @Path("runs/{id}/steps/{step}")
    public Response prompt(
            @PathParam("id") String id,
            @PathParam("step") String step,
            @HeaderParam("HX-Request") @Nullable String part) {
        return prompt(id, step, prompt -> {
            PromptView view = PromptView.of(prompt, viewer());
            return html(part == null ? Templates.prompt(view) : Templates.promptParts(view));
        });
    }

    /** The same as one document, whole. */
    @GET
    @Path("runs/{id}/steps/{step}/raw")
    @Produces(MediaType.APPLICATION_JSON)
    public Response rawPrompt(@PathParam("id") String id, @PathParam("step") String step) {
        return prompt(id, step, prompt -> json(prompt.raw()));
    }

    private Response prompt(String id, String step, Function<Prompt, Response> told) {
        return PathId.of(id)
                .flatMap(known -> RunParameters.step(step).flatMap(at -> runs.prompt(viewer(), known, at)))
                .map(told)
                .orElseGet(errors::notFound);
    }

    /** The run's events for a session, as {@code /api/runs/{id}/events} gives them to a token. */
    @GET
    @Path("runs/{id}/events")
    @Produces(MediaType.APPLICATION_JSON)
    public Response events(@PathParam("id") String id, @BeanParam RunParameters asked) {
        return PathId.of(id)
                .flatMap(known -> runs.events(viewer(), known, asked.after()))
                .map(events -> json(events.json()))
                .orElseGet(errors::notFound);
    }

    @GET
    @Path("calls/{id}")
    public Response call(@PathParam("id") String id, @BeanParam RunParameters asked) {
        return PathId.of(id)
                .flatMap(known -> calls.call(viewer(), known, asked.round()))
                .map(story -> html(Templates.call(CallView.of(story, viewer(), time.instant()))))
                .orElseGet(errors::notFound);
    }

    @ServerExceptionMapper
    public Response failed(RuntimeException cause) {
        return errors.failed(cause);
    }

    private Viewer viewer() {
        return (Viewer) identity.getPrincipal();
    }

    private static Response html(TemplateInstance template) {
        return Response.ok(template.render(), MediaType.TEXT_HTML_TYPE.withCharset("utf-8"))
                .build();
    }

    private static Response json(String text) {
        return Response.ok(text, MediaType.APPLICATION_JSON_TYPE.withCharset("utf-8"))
                .build();
    }

    @CheckedTemplate(basePath = "countersign")
    static class Templates {
        static native TemplateInstance runs(RunsView page);

        static native TemplateInstance run(RunView run);

        static native TemplateInstance prompt(PromptView prompt);

        static native TemplateInstance promptParts(PromptView prompt);

        static native TemplateInstance call(CallView call);
    }
}
