package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.connector.Probe;
import dev.countersign.mcp.connector.Template;
import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.connector.Connectors;
import dev.countersign.orchestrator.connector.PinnedConnector;
import dev.countersign.orchestrator.ledger.CloudEvent;
import dev.countersign.orchestrator.principal.Caller;
import dev.countersign.orchestrator.principal.People;
import dev.countersign.orchestrator.principal.Role;
import dev.countersign.orchestrator.run.Run;
import dev.countersign.orchestrator.run.Runs;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people do to calls by hand: settle, probe, take over, and stop a whole run (M24, M27). */
@Singleton
public class Operations {
    private final ToolCalls calls;
    private final Runs runs;
    private final Approvals approvals;
    private final People people;
    private final Connectors connectors;
    private final RecordReader records;
    private final CallTransitions transitions;
    private final UnknownCalls unknown;
    private final CallWorkers workers;
    private final InstantSource clock;

    Operations(
            ToolCalls calls,
            Runs runs,
            Approvals approvals,
            People people,
            Connectors connectors,
            RecordReader records,
            CallTransitions transitions,
            UnknownCalls unknown,
            CallWorkers workers,
            InstantSource clock) {
        this.calls = calls;
        this.runs = runs;
        this.approvals = approvals;
        this.people = people;
        this.connectors = connectors;
        this.records = records;
        this.transitions = transitions;
        this.unknown = unknown;
        this.workers = workers;
        this.clock = clock;
    }

    /** Settles an unknown outcome by a person's word. False when it was settled already, or was never unknown. */
    public boolean resolve(UUID id, boolean executed, String by, @Nullable String note) {
        Optional<ToolCall> call = calls.find(id).filter(found -> found.state() == CallState.OUTCOME_UNKNOWN);
        return call.isPresent()
                && transitions.resolve(
                        call.get(), executed, by, resolved(executed, by, note), Sender.resolvedAnswer(executed, note));
    }

    private ObjectNode resolved(boolean executed, String by, @Nullable String note) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("by", by)
                .put("outcome", executed ? "executed" : "not_executed")
                .put("note", note)
                .put("at", CloudEvent.time(clock.instant()));
    }

    /** What a probe found. */
    public enum Probed {
        EXECUTED,
        /** The probe did not find it; that alone proves nothing, so the call stays unknown. */
        NOT_FOUND,
        UNREADABLE,
        NO_PROBE,
        NOT_UNKNOWN
    }

    /** Runs the tool's declared probe; settles the call only when it finds the effect. */
    public Probed probe(UUID id, String by) {
        Optional<ToolCall> found = calls.find(id).filter(call -> call.state() == CallState.OUTCOME_UNKNOWN);
        if (found.isEmpty()) {
            return Probed.NOT_UNKNOWN;
        }
        ToolCall call = found.get();
        Optional<PinnedConnector.Tool> tool = connectors.tool(call.connector(), call.connectorVersion(), call.tool());
        Probe probe = tool.map(t -> t.binding().probe()).orElse(null);
        if (probe == null) {
            return Probed.NO_PROBE;
        }
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.set("arguments", call.arguments());
        JsonNode content = records.read(tool.get().connector(), probe.tool(), probe.arguments(), root);
        if (content.isMissingNode()) {
            unknown.remember(id, Probed.UNREADABLE, by);
            return Probed.UNREADABLE;
        }
        boolean executed = Template.fill(probe.expected(), root) instanceof Template.Filled.Complete wanted
                && wanted.value().equals(content.at(probe.pointer()));
        if (!executed) {
            unknown.remember(id, Probed.NOT_FOUND, by);
            return Probed.NOT_FOUND;
        }
        return resolve(id, true, by, "Found by the tool's probe.") ? Probed.EXECUTED : Probed.NOT_UNKNOWN;
    }

    /** A person does it by hand instead. False when it was sent or decided already. */
    public boolean takeOver(UUID id, String by, String note) {
        return calls.find(id)
                .map(call -> transitions.refuse(
                        call, Refusal.of(RefusalCode.TAKEN_OVER, by + " took this over: " + note), null))
                .orElse(false);
    }

    /** What came of reopening. */
    public enum Reopened {
        DONE,
        /** Neither an operator, nor an approver who could have decided, nor the run's owner. */
        NOT_ENTITLED,
        /** No person's no holds here any more, or ever did. */
        NOT_REJECTED
    }

    /** Lifts a person's no, so that the agent may propose it again (ADR 0017). */
    public Reopened reopen(ToolCall call, Caller.Person asked, String note) {
        Caller.Person person = people.person(asked.id()).orElse(asked);
        boolean approver = person.is(Role.APPROVER)
                && call.approvalId() != null
                && approvals
                        .find(call.approvalId())
                        .filter(approval -> !Collections.disjoint(approval.groups(), person.groups()))
                        .isPresent();
        boolean owner = runs.find(call.runId())
                .filter(run -> run.owner().equals(person.id()))
                .isPresent();
        if (!person.is(Role.OPERATOR) && !owner && !approver) {
            return Reopened.NOT_ENTITLED;
        }
        return transitions.reopen(call, person.id(), note) ? Reopened.DONE : Reopened.NOT_REJECTED;
    }

    /** Stops a run: no intent of it commits afterwards, what waits is refused, what was sent is still recorded. */
    public boolean cancel(Run run, String by, String reason) {
        if (!runs.cancel(run, by, reason)) {
            return false;
        }
        while (workers.rescueOnce()) {
            // Until what waits of cancelled runs is refused; the rescuer would do the same.
        }
        return true;
    }
}
