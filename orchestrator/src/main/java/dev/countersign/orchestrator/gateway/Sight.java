package dev.countersign.orchestrator.gateway;

import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.principal.Caller;
import dev.countersign.orchestrator.principal.Role;
import dev.countersign.orchestrator.run.Run;
import dev.countersign.orchestrator.run.Runs;
import dev.countersign.orchestrator.toolcall.Search;
import dev.countersign.orchestrator.toolcall.ToolCall;
import dev.countersign.orchestrator.toolcall.ToolCalls;
import jakarta.inject.Singleton;
import java.util.UUID;

/**
 * Who may see which run and call (INTERFACE, Roles): developers and operators all, approvers those that asked a person,
 * agents those that they started. What may not be seen is not found.
 */
@Singleton
class Sight {
    private final Runs runs;
    private final ToolCalls calls;
    private final Approvals approvals;

    Sight(Runs runs, ToolCalls calls, Approvals approvals) {
        this.runs = runs;
        this.calls = calls;
        this.approvals = approvals;
    }

    /** How far a caller's lists reach. */
    Search.Range range(Caller caller) {
        return switch (caller) {
            case Caller.Agent agent -> {
                if (!agent.scopes().contains("calls.read")) {
                    throw Problem.forbidden("The key of " + agent.id() + " does not have the scope calls.read.");
                }
                yield new Search.Range(agent.id(), false);
            }
            case Caller.Person person -> {
                if (person.is(Role.DEVELOPER) || person.is(Role.OPERATOR)) {
                    yield new Search.Range(null, false);
                }
                if (person.is(Role.APPROVER)) {
                    yield new Search.Range(null, true);
                }
                throw Problem.forbidden("This needs one of the roles developer, approver or operator.");
            }
        };
    }

    /** @throws Problem 404 when there is none or the caller may not see it */
    Run run(Caller caller, String id) {
        Search.Range range = range(caller);
        return runs.find(uuid(id, "run"))
                .filter(run -> range.agent() == null || run.startedBy().equals(range.agent()))
                .filter(run -> !range.approvedOnly() || approvals.asked(run.id()))
                .orElseThrow(() -> Problem.notFound("There is no run " + id + "."));
    }

    /** @throws Problem 404 when there is none or the caller may not see it */
    ToolCall call(Caller caller, String id) {
        ToolCall call =
                calls.find(uuid(id, "call")).orElseThrow(() -> Problem.notFound("There is no call " + id + "."));
        run(caller, call.runId().toString());
        return call;
    }

    static UUID uuid(String id, String what) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw Problem.notFound(
                    "There is no " + what + " " + (id.length() > 60 ? id.substring(0, 60) + "…" : id) + ".");
        }
    }
}
