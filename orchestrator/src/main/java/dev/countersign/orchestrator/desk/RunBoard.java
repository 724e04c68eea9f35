package dev.countersign.orchestrator.desk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.agent.Prompts;
import dev.countersign.orchestrator.approval.Rounds;
import dev.countersign.orchestrator.ledger.CloudEvent;
import dev.countersign.orchestrator.ledger.Ledger;
import dev.countersign.orchestrator.principal.People;
import dev.countersign.orchestrator.run.Run;
import dev.countersign.orchestrator.run.RunState;
import dev.countersign.orchestrator.run.RunningWorkflows;
import dev.countersign.orchestrator.run.Runs;
import dev.countersign.orchestrator.toolcall.Search;
import dev.countersign.orchestrator.toolcall.ToolCall;
import dev.countersign.orchestrator.toolcall.ToolCalls;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.orchestrator.workflow.Workflow;
import dev.countersign.orchestrator.workflow.Workflows;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.timeline.Prompt;
import dev.countersign.ui.timeline.RawEvents;
import dev.countersign.ui.timeline.RunDesk;
import dev.countersign.ui.timeline.RunPage;
import dev.countersign.ui.timeline.RunQuery;
import dev.countersign.ui.timeline.RunStory;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells runs for people, from the event log and what it is about. A page reads a bounded part of the log and everything
 * that this part names in one query each, however many events there are.
 */
@Singleton
public class RunBoard implements RunDesk {
    private static final int EVENTS = 1_000;
    private static final int STEPS = 50;
    private static final int RAW_EVENTS = 200;
    private static final int WORKFLOWS = 200;

    private final Runs runs;
    private final ToolCalls calls;
    private final Rounds rounds;
    private final Workflows workflows;
    private final RunningWorkflows running;
    private final Ledger ledger;
    private final Prompts prompts;
    private final People people;
    private final Telling telling;
    private final Reach reach;
    private final InstantSource clock;

    public RunBoard(
            Runs runs,
            ToolCalls calls,
            Rounds rounds,
            Workflows workflows,
            RunningWorkflows running,
            Ledger ledger,
            Prompts prompts,
            People people,
            Telling telling,
            Reach reach,
            InstantSource clock) {
        this.runs = runs;
        this.calls = calls;
        this.rounds = rounds;
        this.workflows = workflows;
        this.running = running;
        this.ledger = ledger;
        this.prompts = prompts;
        this.people = people;
        this.telling = telling;
        this.reach = reach;
        this.clock = clock;
    }

    // ---- list -------------------------------------------------------------------------------------------------------

    @Override
    public RunPage runs(Viewer viewer, RunQuery query) {
        Optional<Search.Range> range = Reach.range(viewer);
        if (range.isEmpty()) {
            return new RunPage(List.of(), null, List.of());
        }
        Search.After after = Cursor.read(query.cursor());
        List<Run> found = runs.list(
                new Runs.Query(
                        query.state(), query.workflow(), null, range.get().approvedOnly(), query.limit() + 1),
                after == null ? null : after.at(),
                after == null ? null : after.id());
        List<Run> shown = found.subList(0, Math.min(found.size(), query.limit()));
        people.learnNames(shown.stream().map(Run::owner).toList());
        Map<UUID, List<ToolCall>> open =
                calls
                        .open(shown.stream()
                                .filter(run -> run.state() == RunState.PARKED)
                                .map(Run::id)
                                .toList())
                        .stream()
                        .collect(Collectors.groupingBy(ToolCall::runId));
        String next = found.size() > query.limit()
                ? Cursor.of(shown.getLast().createdAt(), shown.getLast().id())
                : null;
        return new RunPage(
                shown.stream()
                        .map(run -> row(run, open.getOrDefault(run.id(), List.of())))
                        .toList(),
                next,
                running.names(WORKFLOWS));
    }

    private RunPage.Row row(Run run, List<ToolCall> open) {
        return new RunPage.Row(
                run.id(),
                run.workflow(),
                run.workflowVersion(),
                run.state().wire(),
                waitsFor(run, open),
                people.name(run.owner()),
                run.createdAt(),
                run.usage().steps(),
                run.usage().inputTokens(),
                run.usage().outputTokens());
    }

    private static @Nullable String waitsFor(Run run, List<ToolCall> open) {
        if (run.state() != RunState.PARKED || open.isEmpty()) {
            return null;
        }
        ToolCall first =
                open.stream().min(Comparator.comparing(RunBoard::urgency)).orElseThrow();
        String more = open.size() == 1 ? "" : " and " + (open.size() - 1) + " more";
        return switch (first.state()) {
            case OUTCOME_UNKNOWN -> "somebody who says whether " + first.tool() + " happened" + more;
            case AWAITING_APPROVAL -> "a person’s decision on " + first.tool() + more;
            case PERMITTED -> first.tool() + ", which is approved and not sent yet" + more;
            case EXECUTING, SUCCEEDED, FAILED, REFUSED -> "the answer of " + first.tool() + more;
        };
    }

    private static int urgency(ToolCall call) {
        return switch (call.state()) {
            case OUTCOME_UNKNOWN -> 0;
            case AWAITING_APPROVAL -> 1;
            case PERMITTED -> 2;
            case EXECUTING, SUCCEEDED, FAILED, REFUSED -> 3;
        };
    }

    // ---- one run ----------------------------------------------------------------------------------------------------

    @Override
    public Optional<RunStory> run(Viewer viewer, UUID id, long after) {
        return runs.find(id).filter(run -> reach.maySee(viewer, id)).map(run -> story(viewer, run, after));
    }

    private RunStory story(Viewer viewer, Run run, long after) {
        // Read before the events: what comes in between is news, not lost.
        List<ToolCall> open = run.state() == RunState.PARKED ? calls.open(run.id()) : List.of();
        List<CloudEvent> read = ledger.stream(run.id().toString(), after, EVENTS + 1);
        List<CloudEvent> part = read.subList(0, cut(read));
        List<Rounds.Wait> waits = rounds.waits(run.id());
        Workflow.Budgets budgets = workflows
                .version(run.workflow(), run.workflowVersion())
                .orElseThrow()
                .budgets();
        ToolCalls.Counted counted = calls.counted(run.id());
        Run.Usage usage = run.usage();
        return new RunStory(
                run.id(),
                run.workflow(),
                run.workflowVersion(),
                about(run.id(), waits),
                run.state().wire(),
                people.name(run.owner()),
                run.startedBy().equals(run.owner()) ? null : people.name(run.startedBy()),
                onBehalfOf(run, people),
                waitsFor(run, open),
                run.output() == null || run.output().isNull() ? null : plain(run.output()),
                failure(run),
                new RunStory.Usage(
                        usage.steps(),
                        budgets.steps(),
                        usage.inputTokens(),
                        usage.outputTokens(),
                        budgets.tokens(),
                        usage.cost(),
                        budgets.cost(),
                        usage.withheldBytes(),
                        counted.reads(),
                        counted.writes()),
                run.policyRevision(),
                run.createdAt(),
                run.endedAt(),
                waited(waits, clock.instant()),
                new RunStory.Part(
                        telling.entries(run, part),
                        after,
                        part.isEmpty() ? after : part.getLast().sequence(),
                        part.size() < read.size(),
                        viewer.has("developer")));
    }

    /** Where the part ends: before the step that would be one too many, or where reading stopped. */
    private static int cut(List<CloudEvent> read) {
        int steps = 0;
        for (int i = 0; i < read.size(); i++) {
            if (read.get(i).type().equals("dev.countersign.model.requested.v1") && ++steps > STEPS) {
                return i;
            }
        }
        return Math.min(read.size(), EVENTS);
    }

    /** The one record that people were asked about, or the one that the calls name; null when it is not one. */
    private @Nullable String about(UUID run, List<Rounds.Wait> waits) {
        List<String> names = waits.stream()
                .map(Rounds.Wait::name)
                .filter(name -> name != null && !name.isBlank())
                .distinct()
                .toList();
        if (names.size() == 1) {
            return names.getFirst();
        }
        return calls.onlyRef(run).map(ref -> ref.replaceFirst(":", " ")).orElse(null);
    }

    /** Time in which at least one approval was open; two at once count once. */
    static Duration waited(List<Rounds.Wait> oldestFirst, Instant now) {
        Duration waited = Duration.ZERO;
        Instant covered = Instant.MIN;
        for (Rounds.Wait wait : oldestFirst) {
            Instant until = wait.until() == null ? now : wait.until();
            Instant since = wait.since().isBefore(covered) ? covered : wait.since();
            if (until.isAfter(since)) {
                waited = waited.plus(Duration.between(since, until));
                covered = until;
            }
        }
        return waited;
    }

    /** A person's name; a customer is known by an id only. */
    static @Nullable String onBehalfOf(Run run, People people) {
        JsonNode person = run.onBehalfOf();
        if (person == null) {
            return null;
        }
        String id = person.path("id").asText();
        return person.path("kind").asText().equals("person") ? people.name(id) : id;
    }

    private static @Nullable String failure(Run run) {
        if (run.state() == RunState.CANCELLED) {
            return "Cancelled: " + run.failureDetail();
        }
        return run.failureCode() == null ? null : run.failureCode() + ": " + run.failureDetail();
    }

    private static String plain(JsonNode node) {
        return node.isTextual() ? node.asText() : Rows.text(node);
    }

    // ---- what it is made of -----------------------------------------------------------------------------------------

    @Override
    public Optional<Prompt> prompt(Viewer viewer, UUID id, int step) {
        if (!viewer.has("developer")) {
            return Optional.empty();
        }
        return runs.find(id).flatMap(run -> prompts.of(run, step).map(prompt -> shown(run, prompt)));
    }

    private static Prompt shown(Run run, Prompts.Prompt prompt) {
        var messages = new ArrayList<Prompt.Message>();
        prompt.messages()
                .forEach(message ->
                        messages.add(new Prompt.Message(message.path("role").asText(), said(message))));
        List<Prompt.Tool> tools = null;
        if (prompt.tools() != null) {
            tools = new ArrayList<>();
            for (JsonNode tool : prompt.tools()) {
                tools.add(new Prompt.Tool(
                        tool.path("name").asText(),
                        tool.path("description").asText(""),
                        JsonText.block(tool.path("parameters"))));
            }
        }
        return new Prompt(
                run.id(),
                run.workflow(),
                prompt.step(),
                messages,
                tools,
                switch (prompt.proof()) {
                    case SAME -> Prompt.Proof.SAME;
                    case DIFFERENT -> Prompt.Proof.DIFFERENT;
                    case NOT_TAKEN -> Prompt.Proof.NOT_TAKEN;
                },
                Rows.text(prompt.raw()));
    }

    /** A message's text, with the calls that it asks for on lines of their own. */
    private static String said(JsonNode message) {
        var text = new StringBuilder(message.path("text").asText(""));
        message.path("calls").forEach(call -> text.append(text.isEmpty() ? "" : "\n")
                .append(call.path("tool").asText())
                .append(' ')
                .append(call.path("arguments").asText("")));
        return text.toString();
    }

    @Override
    public Optional<RawEvents> events(Viewer viewer, UUID id, long after) {
        return runs.find(id).filter(run -> reach.maySee(viewer, id)).map(run -> {
            List<CloudEvent> events = ledger.stream(id.toString(), after, RAW_EVENTS);
            ObjectNode page = JsonNodeFactory.instance.objectNode();
            var items = page.putArray("items");
            events.forEach(event -> items.add(event.structured()));
            page.put("next_after", events.isEmpty() ? after : events.getLast().sequence());
            return new RawEvents(JsonText.block(page));
        });
    }
}
