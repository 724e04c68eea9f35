package dev.countersign.orchestrator.desk;

import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.approval.Vote;
import dev.countersign.orchestrator.connector.Connectors;
import dev.countersign.orchestrator.connector.PinnedConnector;
import dev.countersign.orchestrator.principal.Caller;
import dev.countersign.orchestrator.principal.People;
import dev.countersign.orchestrator.principal.Role;
import dev.countersign.orchestrator.run.Run;
import dev.countersign.orchestrator.run.Runs;
import dev.countersign.orchestrator.toolcall.CallState;
import dev.countersign.orchestrator.toolcall.Operations;
import dev.countersign.orchestrator.toolcall.ToolCall;
import dev.countersign.orchestrator.toolcall.ToolCalls;
import dev.countersign.orchestrator.toolcall.UnknownCalls;
import dev.countersign.ui.card.Tier;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.unknown.UnknownDesk;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The lane of unknown outcomes over the calls, their cards and what people may do to them. */
@Singleton
public class UnknownLane implements UnknownDesk {
    private static final int SHOWN = 25;
    private static final Duration LATELY = Duration.ofHours(24);

    private final UnknownCalls unknown;
    private final ToolCalls calls;
    private final Runs runs;
    private final Approvals approvals;
    private final Connectors connectors;
    private final People people;
    private final Operations operations;

    UnknownLane(
            UnknownCalls unknown,
            ToolCalls calls,
            Runs runs,
            Approvals approvals,
            Connectors connectors,
            People people,
            Operations operations) {
        this.unknown = unknown;
        this.calls = calls;
        this.runs = runs;
        this.approvals = approvals;
        this.connectors = connectors;
        this.people = people;
        this.operations = operations;
    }

    // ---- reading ---------------------------------------------------------------------------------------------------

    @Override
    public Lane lane(Viewer viewer) {
        if (!reads(viewer)) {
            return new Lane(List.of(), 0, List.of());
        }
        boolean askedOnly = askedOnly(viewer);
        return new Lane(
                unknown.lane(askedOnly, SHOWN).stream().map(this::unknown).toList(),
                unknown.waiting(askedOnly),
                unknown.settledWithin(LATELY, askedOnly, SHOWN).stream()
                        .map(this::settled)
                        .toList());
    }

    @Override
    public int waiting(Viewer viewer) {
        return reads(viewer) ? unknown.waiting(askedOnly(viewer)) : 0;
    }

    private static boolean reads(Viewer viewer) {
        return viewer.has("operator") || viewer.has("developer") || viewer.has("approver");
    }

    private static boolean askedOnly(Viewer viewer) {
        return !viewer.has("operator") && !viewer.has("developer");
    }

    private Unknown unknown(UnknownCalls.Lost lost) {
        ToolCall call = lost.call();
        Approval approval = approval(call);
        Optional<PinnedConnector.Tool> tool = connectors.tool(call.connector(), call.connectorVersion(), call.tool());
        return new Unknown(
                call.id(),
                call.runId(),
                call.approvalId(),
                approval == null ? null : Tier.valueOf(approval.tier()),
                consequence(call, approval),
                call.tool(),
                String.valueOf(call.connector()),
                tool.map(t -> t.connector().environment()).orElse("not registered any more"),
                runs.find(call.runId()).map(Run::workflow).orElse(""),
                String.valueOf(call.effect()),
                call.attempts(),
                Objects.requireNonNullElse(call.dispatchedAt(), call.createdAt()),
                lost.then() == null ? "No answer came." : sentence(lost.then()),
                approval == null ? List.of() : approved(approval),
                refs(call),
                call.id().toString(),
                tool.map(t -> t.binding().probe() != null).orElse(false),
                lost.probed() == null
                        ? null
                        : new Probed(lost.probed(), Objects.requireNonNullElse(lost.probedAt(), Instant.EPOCH)));
    }

    private static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }

    private @Nullable Approval approval(ToolCall call) {
        return call.approvalId() == null
                ? null
                : approvals.find(call.approvalId()).orElse(null);
    }

    private static String consequence(ToolCall call, @Nullable Approval approval) {
        String told =
                approval == null ? "" : approval.card().path("consequence").asText();
        return told.isEmpty() ? call.tool() : told;
    }

    private List<UnknownDesk.Yes> approved(Approval approval) {
        var said = new ArrayList<UnknownDesk.Yes>();
        for (Vote vote : approvals.votes(approval.id())) {
            if (vote.round() == approval.round() && vote.verdict().equals("approve")) {
                said.add(new UnknownDesk.Yes(people.name(vote.person()), vote.at()));
            }
        }
        return said;
    }

    private static List<String> refs(ToolCall call) {
        var refs = new ArrayList<String>();
        call.refs().properties().forEach(ref -> ref.getValue()
                .forEach(value -> refs.add(ref.getKey() + " " + value.asText())));
        return refs;
    }

    private Settled settled(UnknownCalls.Lost lost) {
        ToolCall call = lost.call();
        var resolved = Objects.requireNonNull(call.resolved());
        return new Settled(
                call.id(),
                consequence(call, approval(call)),
                resolved.path("outcome").asText().equals("executed"),
                people.name(resolved.path("by").asText()),
                Objects.requireNonNullElse(call.endedAt(), call.createdAt()));
    }

    // ---- what people do --------------------------------------------------------------------------------------------

    @Override
    public Outcome settle(Viewer viewer, UUID id, boolean executed, String note) {
        Optional<ToolCall> call = calls.find(id);
        if (call.isEmpty()) {
            return new Outcome.NotFound();
        }
        if (!person(viewer).is(Role.OPERATOR)) {
            return notYours("settles");
        }
        return operations.resolve(id, executed, viewer.id(), note) ? new Outcome.Done() : settledAlready(id);
    }

    private Outcome settledAlready(UUID id) {
        var resolved = calls.find(id).map(ToolCall::resolved);
        return new Outcome.Refused(
                409,
                "CONFLICT",
                resolved.map(by -> "It was settled already, by "
                                + people.name(by.path("by").asText()) + ".")
                        .orElse("This call is not of unknown outcome."),
                "Nothing was changed. Your text is kept below.");
    }

    @Override
    public Outcome probe(Viewer viewer, UUID id) {
        if (calls.find(id).isEmpty()) {
            return new Outcome.NotFound();
        }
        if (!person(viewer).is(Role.OPERATOR)) {
            return notYours("probes");
        }
        return switch (operations.probe(id, viewer.id())) {
            // What was not found, or could not be read, stands on the call with its time.
            case EXECUTED, NOT_FOUND, UNREADABLE -> new Outcome.Done();
            case NO_PROBE ->
                new Outcome.Refused(
                        409,
                        "CONFLICT",
                        "No probe is declared for this tool.",
                        "Look in the system itself and settle it by hand.");
            case NOT_UNKNOWN -> settledAlready(id);
        };
    }

    private static Outcome notYours(String does) {
        return new Outcome.Refused(
                403, "FORBIDDEN", "Only an operator " + does + " calls.", "Nothing was changed. Tell one.");
    }

    @Override
    public boolean mayTakeOver(Viewer viewer, UUID id) {
        return calls.find(id)
                .filter(call -> call.state() == CallState.AWAITING_APPROVAL || call.state() == CallState.PERMITTED)
                .filter(call -> entitled(viewer, call))
                .isPresent();
    }

    /** An operator, or an approver who could have decided. */
    private boolean entitled(Viewer viewer, ToolCall call) {
        Caller.Person person = person(viewer);
        if (person.is(Role.OPERATOR)) {
            return true;
        }
        Approval approval = approval(call);
        return person.is(Role.APPROVER)
                && approval != null
                && !Collections.disjoint(approval.groups(), person.groups());
    }

    @Override
    public Outcome takeOver(Viewer viewer, UUID id, String note) {
        Optional<ToolCall> call = calls.find(id);
        if (call.isEmpty()) {
            return new Outcome.NotFound();
        }
        if (!entitled(viewer, call.get())) {
            return new Outcome.Refused(
                    403,
                    "FORBIDDEN",
                    "You may not take this over.",
                    "Nothing was changed. An operator may, or who could approve it.");
        }
        return operations.takeOver(id, viewer.id(), note)
                ? new Outcome.Done()
                : new Outcome.Refused(
                        409,
                        "CONFLICT",
                        "It does not wait any more.",
                        "It was sent or decided meanwhile. Nothing was changed.");
    }

    /** Read again here: a role that was taken away a moment ago is gone. */
    private Caller.Person person(Viewer viewer) {
        return people.person(viewer.id())
                .orElseGet(() ->
                        new Caller.Person(viewer.id(), viewer.name(), Collections.emptySet(), Collections.emptySet()));
    }
}
