package dev.countersign.orchestrator.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.ledger.CloudEvent;
import dev.countersign.orchestrator.run.Run;
import dev.countersign.orchestrator.toolcall.CallState;
import dev.countersign.orchestrator.toolcall.ToolCall;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Runs and calls as the outer interface writes them. */
final class RunJson {
    private RunJson() {}

    /**
     * @param open the calls that the run waits for; empty unless it is parked
     * @param frozen those of them that would be sent now, were they not frozen
     */
    static ObjectNode run(Run run, List<ToolCall> open, Set<UUID> frozen, long lastSequence) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("id", run.id().toString());
        node.putObject("workflow")
                .put("id", run.workflow())
                .put("version", run.workflowVersion())
                .put("digest", run.workflowDigest());
        node.put("state", run.state().wire());
        ArrayNode waiting = node.putArray("waiting_for");
        open.forEach(call -> waiting.addObject()
                .put("kind", frozen.contains(call.id()) ? "freeze" : kind(call))
                .put("call_id", call.id().toString())
                .put(
                        "approval_id",
                        call.approvalId() == null ? null : call.approvalId().toString()));
        node.put("owner", run.owner());
        node.set("on_behalf_of", run.onBehalfOf() == null ? node.nullNode() : run.onBehalfOf());
        node.set("input", run.input());
        node.set("output", run.output() == null ? node.nullNode() : run.output());
        if (run.failureCode() == null) {
            node.putNull("failure");
        } else {
            node.putObject("failure").put("code", run.failureCode()).put("detail", run.failureDetail());
        }
        node.putObject("usage")
                .put("steps", run.usage().steps())
                .put("input_tokens", run.usage().inputTokens())
                .put("output_tokens", run.usage().outputTokens())
                .put("withheld_bytes", run.usage().withheldBytes())
                .put("withheld_tokens", run.usage().withheldTokens())
                .put("cost", run.usage().cost());
        node.put("policy_revision", run.policyRevision()).put("last_sequence", lastSequence);
        ArrayNode lessons = node.putArray("lessons");
        if (run.lessons() != null) {
            run.lessons().forEach(lesson -> lessons.add(lesson.toString()));
        }
        node.put("created_at", CloudEvent.time(run.createdAt()));
        node.put("updated_at", CloudEvent.time(run.updatedAt()));
        return node;
    }

    private static String kind(ToolCall call) {
        return switch (call.state()) {
            case AWAITING_APPROVAL -> "approval";
            case PERMITTED -> call.approvalId() == null ? "event" : "hold";
            case OUTCOME_UNKNOWN -> "resolution";
            case EXECUTING, SUCCEEDED, FAILED, REFUSED -> "event";
        };
    }

    static ObjectNode call(ToolCall call) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("id", call.id().toString()).put("run_id", call.runId().toString());
        node.put("step", call.step()).put("provider_call_id", call.providerCallId());
        node.put("connector", call.connector()).put("tool", call.tool()).put("effect", call.effect());
        node.put("state", call.state().wire());
        node.set("arguments", call.shownArguments() == null ? node.nullNode() : call.shownArguments());
        boolean differs = call.proposedArguments() != null && call.compensates() == null;
        node.set("proposed_arguments", differs ? call.proposedArguments() : node.nullNode());
        node.put("edited_by", call.editedBy());
        node.put("arguments_digest", call.argumentsDigest()).put("descriptor_digest", call.descriptorDigest());
        if (call.ruleId() == null && call.policyRevision() == null) {
            node.putNull("decision");
        } else {
            ObjectNode decision = node.putObject("decision");
            decision.put("outcome", call.outcome())
                    .put("rule_id", call.ruleId())
                    .put("title", call.title());
            decision.put("because", call.because()).put("policy_revision", call.policyRevision());
            decision.set("reasons", call.reasons());
        }
        refusal(node, call);
        node.put(
                "approval_id",
                call.approvalId() == null ? null : call.approvalId().toString());
        node.put("attempts", call.attempts()).put("not_before", time(call.notBefore()));
        boolean ran = call.state() == CallState.SUCCEEDED || call.state() == CallState.FAILED;
        if (ran && call.answer() != null) {
            ObjectNode result = node.putObject("result");
            result.set("is_error", call.answer().path("is_error"));
            result.set("structured_content", call.answer().path("structured_content"));
            result.set("text", call.answer().path("text"));
            result.put("digest", call.resultDigest());
        } else {
            node.putNull("result");
        }
        node.set("resolved", call.resolved() == null ? node.nullNode() : call.resolved());
        if (call.reopened() == null) {
            node.putNull("reopened");
        } else {
            node.putObject("reopened")
                    .put("by", call.reopened().by())
                    .put("note", call.reopened().note())
                    .put("at", CloudEvent.time(call.reopened().at()));
        }
        node.put("repeats", call.repeats() == null ? null : call.repeats().toString());
        node.put("asked_by", call.askedBy());
        node.put(
                "compensates",
                call.compensates() == null ? null : call.compensates().toString());
        node.put("retries", call.retries() == null ? null : call.retries().toString());
        node.set("refs", call.refs());
        node.put("created_at", CloudEvent.time(call.createdAt())).put("decided_at", time(call.decidedAt()));
        node.put("dispatched_at", time(call.dispatchedAt())).put("ended_at", time(call.endedAt()));
        return node;
    }

    private static void refusal(ObjectNode node, ToolCall call) {
        if (call.refusalCode() == null) {
            node.putNull("refusal");
            return;
        }
        ObjectNode refusal = node.putObject("refusal");
        refusal.put("code", call.refusalCode()).put("detail", call.refusalDetail());
        if (call.refusalReason() == null) {
            refusal.putNull("reason");
        } else {
            refusal.putObject("reason").put("code", call.refusalReason()).put("note", call.refusalNote());
        }
        refusal.put("retry", call.refusalRetry());
    }

    static @Nullable String time(@Nullable Instant instant) {
        return instant == null ? null : CloudEvent.time(instant);
    }
}
