package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.connector.Template;
import dev.countersign.orchestrator.connector.Connectors;
import dev.countersign.orchestrator.connector.PinnedConnector;
import dev.countersign.orchestrator.policy.ActivePolicy;
import dev.countersign.orchestrator.run.Run;
import dev.countersign.orchestrator.run.Runs;
import dev.countersign.orchestrator.workflow.Workflow;
import dev.countersign.orchestrator.workflow.Workflows;
import dev.countersign.policy.decision.Decision;
import dev.countersign.policy.decision.Explanation;
import dev.countersign.policy.decision.PolicyInput;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Explains decisions to people: which rule, why, what would have made it pass, and what nearly decided (M20). */
@Singleton
public class Explainer {
    private final ActivePolicy policy;
    private final Runs runs;
    private final Workflows workflows;
    private final Connectors connectors;
    private final RecordReader records;
    private final Judge judge;

    Explainer(
            ActivePolicy policy, Runs runs, Workflows workflows, Connectors connectors, RecordReader records, Judge judge) {
        this.policy = policy;
        this.runs = runs;
        this.workflows = workflows;
        this.connectors = connectors;
        this.records = records;
        this.judge = judge;
    }

    /**
     * An explanation with its texts filled in.
     *
     * @param ruling null when policy gave no clean answer; {@code cause} then says so
     */
    public record Explained(
            String outcome,
            Decision.@Nullable Ruling ruling,
            @Nullable String cause,
            @Nullable String wouldPassIf,
            String revision,
            List<Decision.Reason> nearMisses) {}

    /** Explains an input as it is, by the active revision. */
    public Explained explain(ObjectNode input) {
        return filled(policy.active().point().explain(new PolicyInput(input)), input);
    }

    /**
     * Explains a call by the active revision and by what its record says now, its own reservation left out. Empty when
     * the call never got as far as policy.
     */
    public Optional<Explained> explain(ToolCall call) {
        if (call.policyRevision() == null || !(call.arguments() instanceof ObjectNode stored)) {
            return Optional.empty();
        }
        Optional<PinnedConnector.Tool> tool = connectors
                .version(String.valueOf(call.connector()), call.connectorVersion() == null ? 0 : call.connectorVersion())
                .flatMap(connector -> connector.tool(call.tool().substring(call.tool().indexOf('.') + 1)));
        if (tool.isEmpty()) {
            return Optional.empty();
        }
        Run run = runs.find(call.runId()).orElseThrow();
        Workflow workflow =
                workflows.version(run.workflow(), run.workflowVersion()).orElseThrow();
        ObjectNode arguments = stored.deepCopy();
        var context = tool.get().binding().context();
        if (context != null && context.ifVersion() != null) {
            arguments.remove(context.ifVersion().last().getMatchingProperty());
        }
        RecordReader.Snapshot snapshot = records.record(tool.get().connector(), tool.get().binding(), arguments)
                .orElse(null);
        ObjectNode facts = records.facts(
                tool.get().connector(), tool.get().binding(), arguments, snapshot == null ? null : snapshot.fields());
        Situation situation = Situation.of(
                run, workflow, call.step(), tool.get(), String.valueOf(call.effect()), arguments, snapshot, facts);
        Judge.Judgement judgement = judge.judge(situation, "propose", call.id());
        return Optional.of(filled(
                judgement.point().explain(judgement.input()), judgement.input().json()));
    }

    private static Explained filled(Explanation explanation, ObjectNode input) {
        ObjectNode roots = JsonNodeFactory.instance.objectNode();
        roots.set("arguments", input.path("action").path("arguments"));
        roots.set("before", input.path("record"));
        roots.set("facts", input.path("facts"));
        roots.set("refs", input.path("resource").path("refs"));
        roots.set("price", input.path("action").path("price"));
        Decision decision = explanation.decision();
        Decision.Ruling ruling =
                switch (decision) {
                    case Decision.Permit permit -> permit.ruling();
                    case Decision.Deny deny -> deny.ruling();
                    case Decision.RequireApproval approval -> approval.ruling();
                    case Decision.Indeterminate indeterminate -> null;
                };
        return new Explained(
                Judge.outcome(decision),
                ruling == null
                        ? null
                        : new Decision.Ruling(
                                ruling.ruleId(), ruling.title(), text(ruling.because(), roots), ruling.reasons()),
                decision instanceof Decision.Indeterminate indeterminate ? indeterminate.cause() : null,
                explanation.wouldPassIf(),
                decision.revision().name(),
                explanation.nearMisses().stream()
                        .map(miss -> new Decision.Reason(miss.ruleId(), text(miss.because(), roots), miss.wouldPassIf()))
                        .toList());
    }

    private static String text(String template, ObjectNode roots) {
        try {
            return Template.parse(template).renderText(roots);
        } catch (IllegalArgumentException notATemplate) {
            return template;
        }
    }
}
