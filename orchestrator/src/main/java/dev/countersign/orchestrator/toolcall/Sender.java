package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.canonical.Digest;
import dev.countersign.mcp.connector.Context;
import dev.countersign.mcp.connector.Effect;
import dev.countersign.mcp.connector.Key;
import dev.countersign.mcp.invocation.Invocation;
import dev.countersign.mcp.invocation.ToolInvoker;
import dev.countersign.mcp.invocation.ToolOutcome;
import dev.countersign.orchestrator.connector.PinnedConnector;
import dev.countersign.orchestrator.ledger.Traces;
import dev.countersign.orchestrator.transition.Ids;
import dev.countersign.orchestrator.transition.StoreUnavailable;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Commits the intent, sends, commits the outcome. Nothing is ever sent on an intent whose commit is not confirmed, and
 * what came of it is recorded or left to the rescuer, never guessed (SEMANTICS section 1).
 */
@Singleton
class Sender {
    private static final Logger LOG = Logger.getLogger(Sender.class);

    private final ProposalTransitions proposals;
    private final CallTransitions transitions;
    private final UndoTransitions undos;
    private final ToolCalls calls;
    private final ToolInvoker invoker;
    private final DispatchConfig config;
    private final MeterRegistry meters;
    private final UUID worker;

    Sender(
            ProposalTransitions proposals,
            CallTransitions transitions,
            UndoTransitions undos,
            ToolCalls calls,
            ToolInvoker invoker,
            DispatchConfig config,
            MeterRegistry meters,
            Ids ids) {
        this.proposals = proposals;
        this.transitions = transitions;
        this.undos = undos;
        this.calls = calls;
        this.invoker = invoker;
        this.config = config;
        this.meters = meters;
        this.worker = ids.next();
    }

    UUID worker() {
        return worker;
    }

    /** A permit without hold: decision and intent in one commit, then the call. False when nothing was committed. */
    boolean intendAndSend(Draft draft, Situation situation, Judge.Judgement judgement) {
        PinnedConnector.Tool tool = draft.tool();
        draft.arguments = withVersion(tool, draft.arguments(), situation.snapshot());
        draft.argumentsDigest = Digest.of(draft.arguments()).value();
        if (!proposals.intend(draft, judgement.claims(), worker, config.lease(), keyHorizon(tool))) {
            return false;
        }
        ToolCall call = calls.find(draft.id).orElseThrow();
        send(call, tool, draft.arguments(), situation.run().traceparent(), true);
        return true;
    }

    /** What a person takes back: its decision and intent in one commit, then the call. False when nothing was committed. */
    boolean intendAndSend(Draft draft, Situation situation, UndoTransitions.Compensation compensation) {
        PinnedConnector.Tool tool = draft.tool();
        draft.arguments = withVersion(tool, draft.arguments(), situation.snapshot());
        draft.argumentsDigest = Digest.of(draft.arguments()).value();
        if (!undos.compensate(draft, compensation, worker, config, keyHorizon(tool))) {
            return false;
        }
        ToolCall call = calls.find(draft.id).orElseThrow();
        send(call, tool, draft.arguments(), situation.run().traceparent(), true);
        return true;
    }

    /** What waited: commits the intent, then sends. False when the guard did not hold. */
    boolean intendAndSend(ToolCall call, PinnedConnector.Tool tool, CallTransitions.Intent intent, String trace) {
        if (!transitions.intend(call, intent, config.lease(), keyHorizon(tool))) {
            return false;
        }
        send(calls.find(call.id()).orElseThrow(), tool, intent.arguments(), trace, !call.mayHaveHappened());
        return true;
    }

    /** {@code if_version} comes from the read that found no drift; the model never sees it. */
    static ObjectNode withVersion(
            PinnedConnector.Tool tool, ObjectNode arguments, RecordReader.@Nullable Snapshot snapshot) {
        Context context = tool.binding().context();
        JsonPointer pointer = context == null ? null : context.ifVersion();
        if (pointer == null || snapshot == null || snapshot.version() == null) {
            return arguments;
        }
        ObjectNode filled = arguments.deepCopy();
        if (filled.at(pointer.head()) instanceof ObjectNode parent) {
            parent.set(pointer.last().getMatchingProperty(), snapshot.version());
        }
        return filled;
    }

    private void send(
            ToolCall call, PinnedConnector.Tool tool, ObjectNode arguments, String trace, boolean unsentBefore) {
        long began = System.nanoTime();
        ToolOutcome outcome = invoker.invoke(new Invocation(
                tool.connector(),
                tool.binding().name(),
                arguments,
                call.id().toString(),
                call.id().toString(),
                Traces.child(trace),
                config.toolDeadline()));
        String word = outcome.getClass().getSimpleName();
        meters.timer("countersign.tool", "tool", tool.dotted(), "outcome", word)
                .record(Duration.ofNanos(System.nanoTime() - began));
        meters.counter("countersign.calls", "tool", tool.dotted(), "outcome", word)
                .increment();
        try {
            record(call, tool, outcome, unsentBefore);
        } catch (StoreUnavailable away) {
            LOG.warnf("call %s was answered, but the outcome could not be recorded: the rescuer decides", call.id());
        }
    }

    private void record(ToolCall call, PinnedConnector.Tool tool, ToolOutcome outcome, boolean unsentBefore) {
        switch (outcome) {
            case ToolOutcome.Result result ->
                transitions.finish(
                        call, answered(call, tool, CallState.SUCCEEDED, result.structuredContent(), result.text()));
            case ToolOutcome.ToolError error ->
                transitions.finish(
                        call, answered(call, tool, CallState.FAILED, error.structuredContent(), error.text()));
            case ToolOutcome.NotSent notSent -> notSent(call, notSent.cause(), unsentBefore);
            case ToolOutcome.Unknown unknown -> unknown(call, unknown.cause());
        }
    }

    private CallTransitions.Finish answered(
            ToolCall call,
            PinnedConnector.Tool tool,
            CallState state,
            @Nullable JsonNode content,
            @Nullable String text) {
        Masking masking = Masking.of(call.obligations());
        JsonNode visible = content == null ? null : masking.visible(content);
        String words = masking.applies() ? null : text;
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("is_error", state != CallState.SUCCEEDED);
        answer.set("structured_content", visible == null ? answer.nullNode() : visible);
        // The text block that merely repeats the structured content is not kept twice.
        answer.put("text", content != null ? null : words);
        Withheld withheld = content == null ? Masking.withheld(text, words) : masking.withheld(content, visible);
        BigDecimal cost = state == CallState.SUCCEEDED && call.price() != null ? call.price() : BigDecimal.ZERO;
        return new CallTransitions.Finish(
                state,
                answer,
                Digest.of(answer).value(),
                state != CallState.SUCCEEDED,
                false,
                withheld,
                cost,
                tool.binding().untrusted());
    }

    /** @param unsentBefore false when an earlier attempt may have had its effect: then nothing is proved by this one */
    private void notSent(ToolCall call, String cause, boolean unsentBefore) {
        LOG.infof("call %s of run %s was not sent (attempt %d): %s", call.id(), call.runId(), call.attempts(), cause);
        if (call.attempts() < config.attempts()) {
            transitions.again(call, backoff(call), unsentBefore);
            return;
        }
        if (!unsentBefore) {
            transitions.lose(call, "An earlier attempt got no answer, and the last one was not sent: " + cause);
            return;
        }
        transitions.finish(call, neverSent(RefusalCode.CONNECTOR_UNAVAILABLE.name(), "Nothing was sent: " + cause));
    }

    private void unknown(ToolCall call, String cause) {
        LOG.warnf("call %s of run %s: no definite answer: %s", call.id(), call.runId(), cause);
        if (mayResend(call)) {
            transitions.again(call, backoff(call), false);
        } else {
            giveUp(call, cause);
        }
    }

    /** Whether the effect class allows sending once more: never for ONCE, for KEYED only inside the key's horizon. */
    boolean mayResend(ToolCall call) {
        if (call.attempts() >= config.attempts()) {
            return false;
        }
        return switch (Effect.valueOf(String.valueOf(call.effect()))) {
            case READ, IDEMPOTENT -> true;
            case KEYED -> calls.keyAlive(call.id());
            case ONCE -> false;
        };
    }

    /**
     * An intent whose sender is gone: sent again where the class allows it. A read that cannot be sent again any more
     * has failed, because it had no effect that could be in doubt.
     */
    void rescue(ToolCall call) {
        if (mayResend(call)) {
            transitions.again(call, 0, false);
        } else {
            giveUp(call, "The instance that sent it ended before an answer came.");
        }
    }

    private void giveUp(ToolCall call, String cause) {
        if (Effect.READ.name().equals(call.effect())) {
            transitions.finish(call, neverSent("CONNECTOR_UNAVAILABLE", "The read got no answer."));
        } else {
            transitions.lose(call, cause);
        }
    }

    private static CallTransitions.Finish neverSent(String code, String detail) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("is_error", true);
        answer.putObject("structured_content")
                .put("status", "failed")
                .put("code", code)
                .put("detail", detail);
        answer.putNull("text");
        return new CallTransitions.Finish(
                CallState.FAILED, answer, null, true, true, Withheld.NOTHING, BigDecimal.ZERO, false);
    }

    private static long backoff(ToolCall call) {
        return 500L << Math.min(4, call.attempts() - 1);
    }

    private static Duration keyHorizon(PinnedConnector.Tool tool) {
        Key key = tool.binding().key();
        return key == null ? Key.DEFAULT.horizon() : key.horizon();
    }

    /** What an operator's word about an unknown outcome tells the model. */
    static ObjectNode resolvedAnswer(boolean executed, @Nullable String note) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("is_error", !executed);
        answer.putObject("structured_content")
                .put("status", "resolved")
                .put("outcome", executed ? "executed" : "not_executed")
                .put("note", note);
        answer.putNull("text");
        return answer;
    }
}
