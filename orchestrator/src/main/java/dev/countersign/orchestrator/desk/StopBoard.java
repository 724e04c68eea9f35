package dev.countersign.orchestrator.desk;

import dev.countersign.orchestrator.connector.Connectors;
import dev.countersign.orchestrator.freeze.Freeze;
import dev.countersign.orchestrator.freeze.Freezes;
import dev.countersign.orchestrator.freeze.Scope;
import dev.countersign.orchestrator.principal.Caller;
import dev.countersign.orchestrator.principal.People;
import dev.countersign.orchestrator.principal.Role;
import dev.countersign.orchestrator.toolcall.FrozenCalls;
import dev.countersign.orchestrator.toolcall.Stops;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.stop.StopDesk;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** The page of freezes over the freezes themselves and what they stop. */
@Singleton
public class StopBoard implements StopDesk {
    private static final Duration LATELY = Duration.ofHours(24);
    private static final int RELEASED_MAX = 50;
    private static final int CONNECTORS_MAX = 200;

    private final Stops stops;
    private final Freezes freezes;
    private final Connectors connectors;
    private final People people;

    StopBoard(Stops stops, Freezes freezes, Connectors connectors, People people) {
        this.stops = stops;
        this.freezes = freezes;
        this.connectors = connectors;
        this.people = people;
    }

    @Override
    public Choices choices() {
        return new Choices(
                connectors.list("", CONNECTORS_MAX).stream()
                        .map(pinned -> new Choices.Connector(
                                pinned.connector().id(), pinned.connector().environment()))
                        .toList(),
                stops.tools(),
                stops.workflows());
    }

    @Override
    public Board board() {
        return new Board(
                freezes.open().stream()
                        .map(freeze ->
                                frozen(freeze, stops.stopped(freeze.scope()).waiting()))
                        .toList(),
                freezes.liftedWithin(LATELY, RELEASED_MAX).stream()
                        .map(this::released)
                        .toList());
    }

    private Frozen frozen(Freeze freeze, int waiting) {
        return new Frozen(
                freeze.id(),
                shown(freeze.scope()),
                freeze.reason(),
                people.name(freeze.requestedBy()),
                freeze.requestedAt(),
                freeze.confirmedAt(),
                waiting);
    }

    private Released released(Freeze freeze) {
        return new Released(
                shown(freeze.scope()),
                freeze.reason(),
                people.name(freeze.requestedBy()),
                freeze.requestedAt(),
                people.name(freeze.liftedBy()),
                Objects.requireNonNull(freeze.liftedAt()));
    }

    @Override
    public Stopped stopped(dev.countersign.ui.stop.Scope scope) {
        Scope known = known(scope);
        if (!stops.exists(known)) {
            return new Stopped(0, 0, 0);
        }
        FrozenCalls.Stopped stopped = stops.stopped(known);
        return new Stopped(stopped.waiting(), stopped.sent(), stopped.runs());
    }

    @Override
    public Outcome freeze(Viewer viewer, dev.countersign.ui.stop.Scope scope, String reason) {
        if (!operator(viewer)) {
            return notYours();
        }
        Scope known = known(scope);
        if (!stops.exists(known)) {
            List<String> nearest = stops.nearest(known.kind(), String.valueOf(known.id()));
            return new Outcome.Refused(
                    422,
                    "INVALID",
                    "There is no " + known.words() + " to stop.",
                    nearest.isEmpty()
                            ? "Nothing was stopped. A run that has ended makes no calls."
                            : "Nothing was stopped. There are " + String.join(", ", nearest) + ".");
        }
        return stops.freeze(known, reason, viewer.id()).isPresent()
                ? new Outcome.Done()
                : new Outcome.Refused(
                        409,
                        "CONFLICT",
                        "There are " + Freezes.OPEN_MAX + " freezes already.",
                        "Nothing more was stopped. Release some, or stop everything.");
    }

    @Override
    public Outcome release(Viewer viewer, UUID id) {
        if (!operator(viewer)) {
            return notYours();
        }
        Optional<Freeze> freeze = freezes.find(id);
        if (freeze.isEmpty()) {
            return new Outcome.Refused(404, "NOT_FOUND", "There is no such freeze.", "Nothing was released.");
        }
        if (stops.lift(freeze.get(), viewer.id())) {
            return new Outcome.Done();
        }
        String by = freezes.find(id).map(Freeze::liftedBy).orElse("");
        return new Outcome.Refused(
                409, "CONFLICT", "It was released already, by " + people.name(by) + ".", "Nothing was changed.");
    }

    /** Read again here: a role that was taken away a moment ago is gone. */
    private boolean operator(Viewer viewer) {
        Optional<Caller.Person> person = people.person(viewer.id());
        return person.isPresent() && person.get().is(Role.OPERATOR);
    }

    private static Outcome notYours() {
        return new Outcome.Refused(
                403, "FORBIDDEN", "Only an operator stops and releases calls.", "Nothing was changed. Tell one.");
    }

    @Override
    public List<Frozen> over(Collection<UUID> approvals) {
        return freezes.over(approvals).stream().map(freeze -> frozen(freeze, 0)).toList();
    }

    private static Scope known(dev.countersign.ui.stop.Scope scope) {
        return new Scope(Scope.Kind.valueOf(scope.kind().name()), scope.id());
    }

    private static dev.countersign.ui.stop.Scope shown(Scope scope) {
        return new dev.countersign.ui.stop.Scope(
                dev.countersign.ui.stop.Scope.Kind.valueOf(scope.kind().name()), scope.id());
    }
}
