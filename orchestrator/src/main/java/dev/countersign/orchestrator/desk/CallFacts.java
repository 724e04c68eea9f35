package dev.countersign.orchestrator.desk;

import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Vote;
import dev.countersign.orchestrator.limits.Reservations;
import dev.countersign.orchestrator.principal.People;
import dev.countersign.orchestrator.run.Run;
import dev.countersign.orchestrator.toolcall.ToolCall;
import dev.countersign.orchestrator.toolcall.ToolCalls;
import dev.countersign.ui.policy.PolicyLinks;
import dev.countersign.ui.review.ReasonCode;
import dev.countersign.ui.timeline.CallStory.Line;
import dev.countersign.ui.timeline.CallStory.Section;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Everything that is known of a call (M28), as labelled facts. What it has none of is left out. */
@Singleton
class CallFacts {
    private final ToolCalls calls;
    private final Reservations reservations;
    private final People people;

    CallFacts(ToolCalls calls, Reservations reservations, People people) {
        this.calls = calls;
        this.reservations = reservations;
        this.people = people;
    }

    List<Section> of(ToolCall call, Run run, @Nullable Approval approval, List<Vote> votes) {
        var sections = new ArrayList<Section>();
        add(sections, "Who", who(call, run));
        add(sections, "What", what(call));
        add(sections, "Decision", decision(call, approval, votes));
        add(sections, "Sending", sending(call));
        add(sections, "Afterwards", afterwards(call));
        return sections;
    }

    private static void add(List<Section> sections, String title, Lines lines) {
        if (!lines.list.isEmpty()) {
            sections.add(new Section(title, lines.list));
        }
    }

    private Lines who(ToolCall call, Run run) {
        var lines = new Lines();
        lines.list.add(
                Line.to("Workflow", run.workflow() + ", version " + run.workflowVersion(), "/runs/" + call.runId()));
        lines.put("Workflow digest", run.workflowDigest());
        lines.put("Run owner", people.name(run.owner()));
        lines.put("Started by", run.startedBy().equals(run.owner()) ? null : run.startedBy());
        String person = RunBoard.onBehalfOf(run, people);
        lines.put(
                "On behalf of",
                person == null
                        ? null
                        : person + ", " + run.onBehalfOf().path("kind").asText());
        lines.put("Request id", trace(run.traceparent()));
        return lines;
    }

    /** The trace id of a traceparent: the one name of a request from end to end. */
    private static String trace(String traceparent) {
        String[] parts = traceparent.split("-");
        return parts.length == 4 ? parts[1] : traceparent;
    }

    private static Lines what(ToolCall call) {
        var lines = new Lines();
        lines.put("Tool", call.tool() + (call.effect() == null ? "" : ", " + call.effect()));
        lines.put(
                "Connector",
                call.connector() == null ? null : call.connector() + ", version " + call.connectorVersion());
        lines.put("Place in the run", "step " + call.step() + ", call " + (call.ordinal() + 1));
        lines.put("Model’s call id", call.providerCallId());
        call.refs().properties().forEach(ref -> ref.getValue().forEach(value -> {
            String key = ref.getKey() + ":" + value.asText();
            lines.list.add(Line.to("Record", key, "/search?ref=" + encoded(key)));
        }));
        lines.put("Arguments digest", call.argumentsDigest());
        lines.put("Tool definition digest", call.descriptorDigest());
        return lines;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Lines decision(ToolCall call, @Nullable Approval approval, List<Vote> votes) {
        var lines = new Lines();
        lines.put("Outcome", call.outcome() == null ? null : call.outcome().replace('_', ' '));
        if (call.ruleId() != null) {
            lines.list.add(Line.to(
                    "Rule", call.ruleId() + ", revision " + call.policyRevision(), PolicyLinks.rule(call.ruleId())));
        }
        lines.put(
                "Decided in",
                call.decisionMicros() == null
                        ? null
                        : Scene.milliseconds(Duration.ofNanos(call.decisionMicros() * 1_000L)));
        for (var reason : call.reasons()) {
            lines.put(
                    "Reason",
                    reason.path("rule_id").asText() + ": "
                            + reason.path("because").asText());
        }
        reservations
                .of(call.id())
                .forEach(held -> lines.put(
                        "Reserved",
                        held.amount().stripTrailingZeros().toPlainString() + " of limit " + held.limit() + " for "
                                + held.key()));
        refused(lines, call);
        if (approval != null) {
            lines.put("Asked", String.join(", ", approval.groups()) + ", tier " + approval.tier());
            votes.forEach(vote -> lines.list.add(Line.at(
                    vote.verdict().equals("approve") ? "Approved by" : "Rejected by",
                    people.name(vote.person()) + ", round " + vote.round(),
                    vote.at())));
        }
        return lines;
    }

    private static void refused(Lines lines, ToolCall call) {
        if (call.refusalCode() == null) {
            return;
        }
        lines.put("Refused", call.refusalCode() + ". " + call.refusalDetail());
        lines.put(
                "Reason given",
                call.refusalReason() == null
                        ? null
                        : ReasonCode.of(call.refusalReason())
                                .map(ReasonCode::label)
                                .orElse(call.refusalReason()));
        lines.put("Note", call.refusalNote());
        lines.put(
                "May be tried again",
                call.refusalRetry() == null ? null : call.refusalRetry().replace('_', ' '));
    }

    private static Lines sending(ToolCall call) {
        var lines = new Lines();
        lines.at("Proposed", call.createdAt());
        lines.at("Decided", call.decidedAt());
        lines.at("Not before", call.notBefore());
        lines.at("Sent", call.dispatchedAt());
        lines.at("Ended", call.endedAt());
        if (call.dispatchedAt() != null) {
            lines.put("Waited", Scene.milliseconds(Duration.between(call.createdAt(), call.dispatchedAt())));
            lines.put(
                    "Answered after",
                    call.endedAt() == null || call.resolved() != null
                            ? null
                            : Scene.milliseconds(Duration.between(call.dispatchedAt(), call.endedAt())));
        }
        lines.put("Attempts", Integer.toString(call.attempts()));
        lines.put("Idempotency key", call.attempts() == 0 ? null : call.id().toString());
        lines.put("Price", call.price() == null ? null : call.price().toPlainString());
        lines.put("Result digest", call.resultDigest());
        return lines;
    }

    private Lines afterwards(ToolCall call) {
        var lines = new Lines();
        if (call.resolved() != null) {
            lines.put(
                    "Settled by",
                    people.name(call.resolved().path("by").asText()) + ": "
                            + (call.resolved().path("outcome").asText().equals("executed")
                                    ? "it happened"
                                    : "it did not happen"));
            lines.put("Note", call.resolved().path("note").asText(null));
        }
        if (call.reopened() != null) {
            lines.list.add(Line.at(
                    "Reopened by",
                    people.name(call.reopened().by()) + ": " + call.reopened().note(),
                    call.reopened().at()));
        }
        if (call.repeats() != null) {
            lines.link("Repeats", call.repeats());
        }
        calls.repeatedBy(call.id()).forEach(later -> lines.link("Repeated by", later));
        return lines;
    }

    /** Collects what there is; a value of null is left out. */
    private static final class Lines {
        private final List<Line> list = new ArrayList<>();

        void put(String label, @Nullable String value) {
            if (value != null && !value.isBlank()) {
                list.add(Line.of(label, value));
            }
        }

        void at(String label, @Nullable Instant at) {
            if (at != null) {
                list.add(Line.at(label, "", at));
            }
        }

        void link(String label, UUID call) {
            list.add(Line.to(label, "call " + call, "/calls/" + call));
        }
    }
}
