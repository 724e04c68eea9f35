package dev.countersign.orchestrator.desk;

import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.principal.People;
import dev.countersign.orchestrator.run.Run;
import dev.countersign.orchestrator.run.Runs;
import dev.countersign.orchestrator.toolcall.ToolCall;
import dev.countersign.ui.timeline.CallStory;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells one call for people: what it was, why it was decided so, what became of it. */
@Singleton
class CallTelling {
    private final Runs runs;
    private final Approvals approvals;
    private final People people;
    private final Explaining explaining;

    CallTelling(Runs runs, Approvals approvals, People people, Explaining explaining) {
        this.runs = runs;
        this.approvals = approvals;
        this.people = people;
        this.explaining = explaining;
    }

    CallStory story(ToolCall call) {
        Optional<Explaining.Told> why = explaining.of(call);
        Run run = runs.find(call.runId()).orElseThrow();
        var lines = new ArrayList<CallStory.Line>();
        line(lines, "Tool", call.tool() + (call.effect() == null ? "" : ", " + call.effect()));
        line(lines, "Workflow", run.workflow() + " version " + run.workflowVersion());
        line(lines, "Run owner", people.name(run.owner()));
        line(
                lines,
                "On behalf of",
                run.onBehalfOf() == null ? null : run.onBehalfOf().path("id").asText());
        line(lines, "Refused", call.refusalCode() == null ? null : call.refusalCode() + ". " + call.refusalDetail());
        if (call.approvalId() != null) {
            Approval approval = approvals.find(call.approvalId()).orElseThrow();
            approvals
                    .votes(approval.id())
                    .forEach(vote -> lines.add(new CallStory.Line(
                            vote.verdict().equals("approve") ? "Approved by" : "Rejected by",
                            people.name(vote.person()) + ", round " + vote.round(),
                            vote.at())));
        }
        line(lines, "Arguments digest", call.argumentsDigest());
        line(lines, "Result digest", call.resultDigest());
        line(lines, "Attempts", Integer.toString(call.attempts()));
        moment(lines, "Proposed", call.createdAt());
        moment(lines, "Dispatched", call.dispatchedAt());
        moment(lines, "Ended", call.endedAt());
        return new CallStory(
                call.id(),
                call.runId(),
                call.approvalId(),
                call.tool(),
                call.state().wire(),
                lines,
                why.map(Explaining.Told::why).orElse(null),
                why.map(Explaining.Told::now).orElse(null),
                call.shownArguments() == null ? null : JsonText.block(call.shownArguments()),
                RunTimeline.content(call.answer()) == null ? null : JsonText.block(RunTimeline.content(call.answer())));
    }

    private static void line(List<CallStory.Line> lines, String label, @Nullable String value) {
        if (value != null) {
            lines.add(new CallStory.Line(label, value, null));
        }
    }

    private static void moment(List<CallStory.Line> lines, String label, @Nullable Instant at) {
        if (at != null) {
            lines.add(new CallStory.Line(label, "", at));
        }
    }
}
