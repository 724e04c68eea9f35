package dev.countersign.orchestrator.desk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.agent.Words;
import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.approval.Vote;
import dev.countersign.orchestrator.ledger.CloudEvent;
import dev.countersign.orchestrator.ledger.Ledger;
import dev.countersign.orchestrator.principal.People;
import dev.countersign.orchestrator.run.Run;
import dev.countersign.orchestrator.run.RunState;
import dev.countersign.orchestrator.run.Runs;
import dev.countersign.orchestrator.toolcall.CallState;
import dev.countersign.orchestrator.toolcall.ToolCall;
import dev.countersign.orchestrator.toolcall.ToolCalls;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.review.ReasonCode;
import dev.countersign.ui.timeline.CallStory;
import dev.countersign.ui.timeline.RunStory;
import dev.countersign.ui.timeline.Timeline;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tells runs and calls for people, from the event log and the calls; results as the model saw them. */
@Singleton
public class RunTimeline implements Timeline {
    private static final int EVENTS_MAX = 2_000;
    private static final int CODE_MAX = 4_000;

    private final Runs runs;
    private final ToolCalls calls;
    private final Approvals approvals;
    private final Ledger ledger;
    private final Words words;
    private final People people;
    private final CallTelling one;

    public RunTimeline(
            Runs runs,
            ToolCalls calls,
            Approvals approvals,
            Ledger ledger,
            Words words,
            People people,
            CallTelling one) {
        this.runs = runs;
        this.calls = calls;
        this.approvals = approvals;
        this.ledger = ledger;
        this.words = words;
        this.people = people;
        this.one = one;
    }

    private boolean maySee(Viewer viewer, UUID run) {
        return viewer.has("developer") || viewer.has("operator") || viewer.has("approver") && approvals.asked(run);
    }

    @Override
    public Optional<RunStory> run(Viewer viewer, UUID id) {
        return runs.find(id).filter(run -> maySee(viewer, id)).map(this::story);
    }

    private RunStory story(Run run) {
        Map<UUID, ToolCall> byId = new HashMap<>();
        calls.ofRun(run.id()).forEach(call -> byId.put(call.id(), call));
        List<String> said = words.ofRun(run.id());
        var entries = new ArrayList<RunStory.Entry>();
        for (CloudEvent event : ledger.stream(run.id().toString(), 0, EVENTS_MAX)) {
            RunStory.Entry entry = entry(event, byId, said);
            if (entry != null) {
                entries.add(entry);
            }
        }
        return new RunStory(
                run.id(),
                run.workflow(),
                run.workflowVersion(),
                run.state().wire(),
                people.name(run.owner()),
                run.onBehalfOf() == null ? null : run.onBehalfOf().path("id").asText(),
                waitingFor(run, byId),
                run.output() == null || run.output().isNull() ? null : plain(run.output()),
                failure(run),
                run.usage().steps(),
                run.usage().inputTokens(),
                run.usage().outputTokens(),
                run.usage().withheldBytes(),
                (int) reads(byId),
                (int) (byId.size() - reads(byId)),
                run.policyRevision(),
                run.createdAt(),
                run.endedAt(),
                entries);
    }

    private static long reads(Map<UUID, ToolCall> calls) {
        return calls.values().stream()
                .filter(call -> "READ".equals(String.valueOf(call.effect())))
                .count();
    }

    private static @Nullable String failure(Run run) {
        if (run.state() == RunState.CANCELLED) {
            return "Cancelled: " + run.failureDetail();
        }
        return run.failureCode() == null ? null : run.failureCode() + ": " + run.failureDetail();
    }

    private static @Nullable String waitingFor(Run run, Map<UUID, ToolCall> byId) {
        if (run.state() != RunState.PARKED) {
            return null;
        }
        return byId.values().stream().anyMatch(call -> call.state() == CallState.OUTCOME_UNKNOWN)
                ? "somebody who says whether a call happened"
                : "a person’s decision";
    }

    private static String plain(JsonNode node) {
        return node.isTextual() ? node.asText() : Rows.text(node);
    }

    private RunStory.@Nullable Entry entry(CloudEvent event, Map<UUID, ToolCall> byId, List<String> said) {
        JsonNode data = Rows.parse(event.data());
        ToolCall call = data.has("call_id")
                ? byId.get(UUID.fromString(data.path("call_id").asText()))
                : null;
        UUID callId = call == null ? null : call.id();
        UUID approval = data.has("approval_id")
                ? UUID.fromString(data.path("approval_id").asText())
                : null;
        String tool = call == null ? "" : call.tool();
        String name =
                event.type().substring("dev.countersign.".length(), event.type().length() - ".v1".length());
        return switch (name) {
            case "run.started" ->
                plain(
                        event,
                        "Started",
                        "By " + people.name(data.path("by").asText()) + ", workflow "
                                + data.path("workflow").asText() + " version "
                                + data.path("version").asText());
            case "model.responded" -> model(event, data, byId, said);
            case "toolcall.dispatched" ->
                told(
                                event,
                                "Called " + tool,
                                dispatched(call, data),
                                call != null && call.approvalId() == null,
                                false,
                                callId,
                                null)
                        .by(call == null || call.approvalId() != null ? null : call.ruleId());
            case "toolcall.parked" ->
                told(event, "Policy: asks a person", because(call), true, true, callId, approval)
                        .by(rule(call));
            case "toolcall.refused" ->
                told(event, "Refused " + tool, refused(call), true, false, callId, approval)
                        .by(rule(call));
            case "toolcall.succeeded" ->
                new RunStory.Entry(
                        event.time(),
                        "Result of " + tool,
                        null,
                        null,
                        code(call == null ? null : call.answer()),
                        false,
                        false,
                        callId,
                        null,
                        null,
                        null);
            case "toolcall.failed" ->
                new RunStory.Entry(
                        event.time(),
                        "Failed: " + tool,
                        null,
                        null,
                        code(call == null ? null : call.answer()),
                        false,
                        false,
                        callId,
                        null,
                        null,
                        null);
            case "toolcall.outcome_unknown" ->
                told(event, "We do not know if this happened", tool, false, true, callId, null);
            case "toolcall.resolved" ->
                told(
                        event,
                        "Settled by " + people.name(data.path("by").asText()),
                        data.path("outcome").asText().equals("executed") ? "It happened" : "It did not happen",
                        true,
                        false,
                        callId,
                        null);
            case "toolcall.reopened" ->
                told(
                        event,
                        "Reopened by " + people.name(data.path("by").asText()),
                        call == null || call.reopened() == null
                                ? null
                                : call.reopened().note(),
                        true,
                        false,
                        callId,
                        approval);
            case "approval.voted" -> voted(event, data, approval, callId);
            case "approval.stale" ->
                told(event, "The record changed; asked again", null, false, true, callId, approval);
            case "approval.edited" ->
                told(
                        event,
                        "Edited by " + people.name(data.path("by").asText()),
                        "Policy was asked again; the card shows what is sent now.",
                        true,
                        true,
                        callId,
                        approval);
            case "approval.expired" -> told(event, "Expired", "Nobody decided in time.", true, false, callId, approval);
            case "run.completed" -> plain(event, "Completed", null);
            case "run.failed" -> plain(event, "Failed", data.path("code").asText());
            case "run.cancelled" ->
                plain(event, "Cancelled by " + people.name(data.path("by").asText()), null);
            default -> null;
        };
    }

    private static RunStory.Entry told(
            CloudEvent event,
            String what,
            @Nullable String detail,
            boolean decided,
            boolean asleep,
            @Nullable UUID callId,
            @Nullable UUID approval) {
        return new RunStory.Entry(
                event.time(), what, detail, null, null, decided, asleep, callId, approval, null, null);
    }

    private static RunStory.Entry plain(CloudEvent event, String what, @Nullable String detail) {
        return told(event, what, detail, false, false, null, null);
    }

    private static RunStory.Entry model(CloudEvent event, JsonNode data, Map<UUID, ToolCall> byId, List<String> said) {
        int step = data.path("step").asInt();
        long asked = byId.values().stream().filter(call -> call.step() == step).count();
        String text = step <= said.size() ? said.get(step - 1) : "";
        String detail =
                asked == 0 ? "Asked for nothing" : asked == 1 ? "Asked for 1 call" : "Asked for " + asked + " calls";
        return new RunStory.Entry(
                event.time(),
                "Model, step " + step,
                detail,
                text.isEmpty() ? null : text,
                null,
                false,
                false,
                null,
                null,
                data.path("input_tokens").longValue(),
                data.path("output_tokens").longValue());
    }

    private RunStory.Entry voted(CloudEvent event, JsonNode data, @Nullable UUID approval, @Nullable UUID callId) {
        boolean approve = data.path("verdict").asText().equals("approve");
        String by = people.name(data.path("by").asText());
        String detail = null;
        if (!approve && approval != null) {
            detail = approvals.votes(approval).stream()
                    .filter(vote -> vote.verdict().equals("reject"))
                    .findFirst()
                    .map(RunTimeline::reason)
                    .orElse(null);
        }
        return told(event, (approve ? "Approved by " : "Rejected by ") + by, detail, true, false, callId, approval);
    }

    private static String reason(Vote vote) {
        String label = ReasonCode.of(String.valueOf(vote.reasonCode()))
                .map(ReasonCode::label)
                .orElse("");
        return vote.note() == null ? label + "." : label + ": " + vote.note();
    }

    private static @Nullable String dispatched(@Nullable ToolCall call, JsonNode data) {
        if (call == null) {
            return null;
        }
        String revision = data.path("policy_revision").asText(String.valueOf(call.policyRevision()));
        return "Attempt " + data.path("attempt").asText()
                + (call.approvalId() == null
                        ? ". Permitted by policy, revision " + revision + "."
                        : ". Policy was asked again before it was sent, revision " + revision + ".");
    }

    private static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }

    /** The rule that decided, where policy did and not a person. */
    private static @Nullable String rule(@Nullable ToolCall call) {
        boolean byPerson = call != null && call.refusalReason() != null;
        return call == null || byPerson ? null : call.ruleId();
    }

    private static @Nullable String because(@Nullable ToolCall call) {
        return call == null ? null : sentence(call.title() + ". " + call.because());
    }

    private static @Nullable String refused(@Nullable ToolCall call) {
        return call == null ? null : sentence(call.refusalCode() + ". " + call.refusalDetail());
    }

    static @Nullable JsonNode content(@Nullable JsonNode answer) {
        if (answer == null) {
            return null;
        }
        return answer.path("structured_content").isNull() ? answer.path("text") : answer.path("structured_content");
    }

    private static @Nullable String code(@Nullable JsonNode answer) {
        JsonNode content = content(answer);
        if (content == null) {
            return null;
        }
        String text = JsonText.line(content);
        return text.length() > CODE_MAX ? text.substring(0, CODE_MAX) + "…" : text;
    }

    @Override
    public Optional<CallStory> call(Viewer viewer, UUID id) {
        return calls.find(id).filter(call -> maySee(viewer, call.runId())).map(one::story);
    }
}
