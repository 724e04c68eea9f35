package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.connector.Connectors;
import dev.countersign.orchestrator.connector.PinnedConnector;
import dev.countersign.orchestrator.run.Run;
import dev.countersign.orchestrator.run.Runs;
import dev.countersign.orchestrator.workflow.Workflow;
import dev.countersign.orchestrator.workflow.Workflows;
import jakarta.inject.Singleton;
import java.util.Objects;

/** What people are asked about: the call behind an approval, and its situation as it is now. Blocks. */
@Singleton
class WaitingCalls {
    private final ToolCalls calls;
    private final Runs runs;
    private final Workflows workflows;
    private final Connectors connectors;
    private final Situations situations;

    WaitingCalls(ToolCalls calls, Runs runs, Workflows workflows, Connectors connectors, Situations situations) {
        this.calls = calls;
        this.runs = runs;
        this.workflows = workflows;
        this.connectors = connectors;
        this.situations = situations;
    }

    /** A call that waits for people, with what it belongs to. */
    record WaitingCall(ToolCall call, Run run, Workflow workflow, PinnedConnector.Tool tool) {

        /** The arguments that its card binds. */
        ObjectNode arguments() {
            return tool.bare((ObjectNode) Objects.requireNonNull(call.arguments()));
        }
    }

    WaitingCall of(Approval approval) {
        ToolCall call = calls.find(approval.callId()).orElseThrow();
        Run run = runs.find(call.runId()).orElseThrow();
        Workflow workflow =
                workflows.version(run.workflow(), run.workflowVersion()).orElseThrow();
        PinnedConnector.Tool tool = connectors
                .tool(call.connector(), call.connectorVersion(), call.tool())
                .orElseThrow();
        return new WaitingCall(call, run, workflow, tool);
    }

    /** The situation of the call with these arguments, its record and facts read just now. */
    Situation now(WaitingCall waiting, ObjectNode arguments) {
        return situations.read(
                waiting.run(),
                waiting.workflow(),
                waiting.call().step(),
                waiting.tool(),
                String.valueOf(waiting.call().effect()),
                arguments);
    }
}
