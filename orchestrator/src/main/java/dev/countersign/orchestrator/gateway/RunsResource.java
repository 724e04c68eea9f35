package dev.countersign.orchestrator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.canonical.CanonicalJson;
import dev.countersign.mcp.canonical.Digest;
import dev.countersign.mcp.canonical.LostNumber;
import dev.countersign.orchestrator.agent.AgentLoop;
import dev.countersign.orchestrator.ledger.CloudEvent;
import dev.countersign.orchestrator.ledger.Ledger;
import dev.countersign.orchestrator.ledger.Traces;
import dev.countersign.orchestrator.policy.ActivePolicy;
import dev.countersign.orchestrator.principal.Caller;
import dev.countersign.orchestrator.principal.People;
import dev.countersign.orchestrator.principal.Role;
import dev.countersign.orchestrator.run.Run;
import dev.countersign.orchestrator.run.RunState;
import dev.countersign.orchestrator.run.Runs;
import dev.countersign.orchestrator.toolcall.CallState;
import dev.countersign.orchestrator.toolcall.FrozenCalls;
import dev.countersign.orchestrator.toolcall.Operations;
import dev.countersign.orchestrator.toolcall.Search;
import dev.countersign.orchestrator.toolcall.ToolCall;
import dev.countersign.orchestrator.toolcall.ToolCalls;
import dev.countersign.orchestrator.transition.SortKey;
import dev.countersign.orchestrator.workflow.Workflow;
import dev.countersign.orchestrator.workflow.Workflows;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Starts, lists, shows and cancels runs, and tells their events. */
@Path("/api/runs")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Runs")
public class RunsResource {
    private static final int REASON_MAX = 2_000;
    private static final Pattern TRACEPARENT = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private final Runs runs;
    private final ToolCalls calls;
    private final Workflows workflows;
    private final People people;
    private final ActivePolicy policy;
    private final Operations operations;
    private final FrozenCalls frozen;
    private final Ledger ledger;
    private final AgentLoop loop;
    private final Sight sight;
    private final Callers callers;

    RunsResource(
            Runs runs,
            ToolCalls calls,
            Workflows workflows,
            People people,
            ActivePolicy policy,
            Operations operations,
            FrozenCalls frozen,
            Ledger ledger,
            AgentLoop loop,
            Sight sight,
            Callers callers) {
        this.runs = runs;
        this.calls = calls;
        this.workflows = workflows;
        this.people = people;
        this.policy = policy;
        this.operations = operations;
        this.frozen = frozen;
        this.ledger = ledger;
        this.loop = loop;
        this.sight = sight;
        this.callers = callers;
    }

    @POST
    @Consumes("application/json")
    @Operation(summary = "Starts a run of a workflow")
    public Response start(
            @Nullable String body,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @HeaderParam("traceparent") @Nullable String traceparent) {
        Caller caller = starter();
        ObjectNode wanted = Bodies.object(body, "workflow", "version", "input", "on_behalf_of");
        if (key != null && (key.isEmpty() || key.length() > 255)) {
            throw Problem.invalid("/Idempotency-Key", null, "An idempotency key has 1 to 255 characters.");
        }
        Workflow workflow = workflow(wanted);
        JsonNode input = input(wanted, workflow);
        Set<String> granted = workflows.scopes(workflow);
        JsonNode subject = onBehalfOf(wanted, caller, granted);
        Runs.Started started = runs.start(new Runs.Start(
                workflow.id(),
                workflow.version(),
                workflow.digest().value(),
                caller instanceof Caller.Agent agent ? agent.owner() : caller.id(),
                caller.id(),
                subject,
                List.copyOf(narrowed(granted, subject)),
                input,
                policy.active().revision().name(),
                workflow.budgets().time(),
                traceparent != null && TRACEPARENT.matcher(traceparent).matches() ? traceparent : Traces.fresh(),
                key,
                Digest.of(wanted).value()));
        loop.wake();
        return switch (started) {
            case Runs.Started.New(Run run) ->
                Response.fromResponse(Bodies.answer(201, json(run)))
                        .location(URI.create("/api/runs/" + run.id()))
                        .build();
            case Runs.Started.Again(Run run) -> Bodies.ok(json(run));
            case Runs.Started.OtherBody other ->
                throw Problem.conflict(
                        "This Idempotency-Key was used for another body in the last 24 hours. Use a new key.");
        };
    }

    private Caller starter() {
        Caller caller = callers.current();
        if (caller instanceof Caller.Agent) {
            callers.scope(caller, "runs.start");
            return caller;
        }
        return callers.person(Role.DEVELOPER);
    }

    private Workflow workflow(ObjectNode wanted) {
        String id = Bodies.text(wanted, "workflow", 40);
        JsonNode version = wanted.path("version");
        if (version.isMissingNode() || version.isNull()) {
            return workflows
                    .latest(id)
                    .orElseThrow(() -> Problem.invalid(
                            "/workflow",
                            wanted.get("workflow"),
                            "There is no workflow of this name. Register it first."));
        }
        if (!version.isInt() || version.intValue() < 1) {
            throw Problem.invalid("/version", version, "A version is a whole number from 1.");
        }
        return workflows
                .version(id, version.intValue())
                .orElseThrow(
                        () -> Problem.invalid("/version", version, "There is no such version of workflow " + id + "."));
    }

    private static JsonNode input(ObjectNode wanted, Workflow workflow) {
        JsonNode input = wanted.has("input") ? wanted.get("input") : JsonNodeFactory.instance.objectNode();
        var wrong = workflow.document().has("input_schema")
                ? workflow.inputSchema().validate(input)
                : List.<dev.countersign.mcp.schema.Problem>of();
        if (!wrong.isEmpty()) {
            throw Problem.invalid(wrong.stream()
                    .map(p -> new Problem.Wrong("/input" + p.pointer(), p.value(), p.fix()))
                    .toList());
        }
        List<LostNumber> lost = CanonicalJson.lostNumbers(input);
        if (!lost.isEmpty()) {
            throw Problem.invalid(
                    "/input" + lost.getFirst().pointer(),
                    JsonNodeFactory.instance.textNode(lost.getFirst().number()),
                    "This number does not survive as a JSON number. Send it as text, or with fewer digits.");
        }
        return input;
    }

    private @Nullable JsonNode onBehalfOf(ObjectNode wanted, Caller caller, Set<String> granted) {
        JsonNode asserted = wanted.get("on_behalf_of");
        if (asserted == null || asserted.isNull()) {
            return null;
        }
        boolean may =
                switch (caller) {
                    case Caller.Agent agent -> agent.scopes().contains("runs.on_behalf_of");
                    case Caller.Person human -> false;
                };
        if (!may) {
            throw Problem.forbidden("Only a key with the scope runs.on_behalf_of may say for whom a run works.");
        }
        if (!asserted.path("id").isTextual() || asserted.path("id").asText().isBlank()) {
            throw Problem.invalid("/on_behalf_of/id", asserted.get("id"), "An id is required and has to be text.");
        }
        String id = asserted.path("id").asText();
        return switch (asserted.path("kind").asText()) {
            case "person" -> {
                // What is known about a person comes from our own table, never from who asserts it.
                Caller.Person person = people.person(id)
                        .orElseThrow(() -> Problem.invalid(
                                "/on_behalf_of/id", asserted.get("id"), "There is no person with this id."));
                yield subject("person", id, person.roles(), granted);
            }
            case "customer" ->
                subject(
                        "customer",
                        id,
                        texts(asserted, "roles"),
                        asserted.has("scopes") ? texts(asserted, "scopes") : granted);
            default -> throw Problem.invalid("/on_behalf_of/kind", asserted.get("kind"), "kind is person or customer.");
        };
    }

    private static Set<String> texts(JsonNode asserted, String member) {
        Set<String> texts = new TreeSet<>();
        for (JsonNode value : asserted.path(member)) {
            if (!value.isTextual()) {
                throw Problem.invalid("/on_behalf_of/" + member, value, "This is a list of texts.");
            }
            texts.add(value.asText());
        }
        return texts;
    }

    private static ObjectNode subject(String kind, String id, Set<String> roles, Set<String> scopes) {
        ObjectNode subject =
                JsonNodeFactory.instance.objectNode().put("kind", kind).put("id", id);
        new TreeSet<>(roles).forEach(subject.putArray("roles")::add);
        new TreeSet<>(scopes).forEach(subject.putArray("scopes")::add);
        return subject;
    }

    /** A run for somebody holds no more than that somebody does; who holds x holds x.self. */
    private static Set<String> narrowed(Set<String> granted, @Nullable JsonNode subject) {
        if (subject == null) {
            return granted;
        }
        Set<String> theirs = new TreeSet<>();
        subject.path("scopes").forEach(scope -> theirs.add(scope.asText()));
        Set<String> held = new TreeSet<>();
        for (String scope : granted) {
            String self = scope + ".self";
            boolean whole = theirs.contains(scope)
                    || scope.endsWith(".self") && theirs.contains(scope.substring(0, scope.length() - 5));
            if (whole) {
                held.add(scope);
            } else if (theirs.contains(self)) {
                held.add(self);
            }
        }
        return held;
    }

    @GET
    @Operation(summary = "Lists runs, newest first")
    public Response list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("workflow") @Nullable String workflow,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        Search.Range range = sight.range(callers.current());
        if (state != null
                && Arrays.stream(RunState.values()).noneMatch(s -> s.wire().equals(state))) {
            throw Problem.invalid(
                    "/state",
                    JsonNodeFactory.instance.textNode(state),
                    "state is running, parked, completed, failed or cancelled.");
        }
        int max = Paging.limit(limit);
        String[] after = Paging.parts(cursor, 2);
        List<Run> rows = runs.list(
                new Runs.Query(state, workflow, range.agent(), range.approvedOnly(), max + 1),
                after == null ? null : Paging.instant(after[0], cursor),
                after == null ? null : Paging.id(after[1], cursor));
        return Bodies.ok(Paging.page(rows, max, this::json, run -> SortKey.join(run.createdAt(), run.id())));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One run")
    public Response get(@PathParam("id") String id) {
        return Bodies.ok(json(sight.run(callers.current(), id)));
    }

    @POST
    @Path("/{id}/cancel")
    @Consumes("application/json")
    @Operation(summary = "Stops a run; what waits is refused, what was sent is still recorded")
    public Response cancel(@PathParam("id") String id, @Nullable String body) {
        String by = callers.person(Role.DEVELOPER, Role.OPERATOR).id();
        Run run = sight.run(callers.current(), id);
        String reason = Bodies.text(Bodies.object(body, "reason"), "reason", REASON_MAX);
        if (!operations.cancel(run, by, reason)) {
            throw Problem.conflict("The run has ended already.");
        }
        return Bodies.ok(json(runs.find(run.id()).orElseThrow()));
    }

    @GET
    @Path("/{id}/events")
    @Operation(summary = "The run's events behind a sequence, as structured CloudEvents")
    public Response events(
            @PathParam("id") String id,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit) {
        Run run = sight.run(callers.current(), id);
        int max = Paging.limit(limit);
        long behind;
        try {
            behind = after == null || after.isEmpty() ? 0 : Long.parseLong(after);
        } catch (NumberFormatException e) {
            throw Problem.invalid("/after", JsonNodeFactory.instance.textNode(after), "after is a sequence number.");
        }
        List<CloudEvent> events = ledger.stream(run.id().toString(), behind, max);
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        ArrayNode items = page.putArray("items");
        events.forEach(event -> items.add(event.structured()));
        page.put("next_after", events.isEmpty() ? behind : events.getLast().sequence());
        return Bodies.ok(page);
    }

    private JsonNode json(Run run) {
        List<ToolCall> open = run.state() == RunState.PARKED ? calls.open(run.id()) : List.of();
        boolean waits = open.stream().anyMatch(call -> call.state() == CallState.PERMITTED);
        return RunJson.run(
                run,
                open,
                waits ? frozen.ofRun(run.id()) : Set.of(),
                ledger.lastSequence(run.id().toString()));
    }
}
