package dev.countersign.orchestrator.desk;

import dev.countersign.orchestrator.principal.Delegation;
import dev.countersign.orchestrator.principal.Delegations;
import dev.countersign.orchestrator.principal.HandOver;
import dev.countersign.orchestrator.principal.People;
import dev.countersign.orchestrator.principal.Role;
import dev.countersign.ui.away.AwayDesk;
import dev.countersign.ui.inbox.Viewer;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Hands decisions over for the pages. */
@Singleton
class AwayBoard implements AwayDesk {
    private static final int COLLEAGUES = 500;
    private static final int SHOWN = 50;

    private final People people;
    private final Delegations delegations;
    private final HandOver handOver;
    private final InstantSource clock;

    AwayBoard(People people, Delegations delegations, HandOver handOver, InstantSource clock) {
        this.people = people;
        this.delegations = delegations;
        this.handOver = handOver;
        this.clock = clock;
    }

    @Override
    public Absences absences(Viewer viewer) {
        List<Colleague> colleagues = people.entries(null, null, COLLEAGUES).stream()
                .map(People.Entry::person)
                .filter(person -> person.is(Role.APPROVER) && !person.id().equals(viewer.id()))
                .map(person -> new Colleague(person.id(), person.name(), List.copyOf(person.groups())))
                .sorted(Comparator.comparing(Colleague::name))
                .toList();
        List<Delegation> all = delegations.newest(viewer.id(), null, null, SHOWN);
        people.learnNames(
                all.stream().flatMap(one -> Stream.of(one.person(), one.to())).toList());
        Instant now = clock.instant();
        return new Absences(
                colleagues, all.stream().map(one -> absence(viewer, one, now)).toList());
    }

    private Absence absence(Viewer viewer, Delegation one, Instant now) {
        return new Absence(
                one.id(),
                people.name(one.person()),
                people.name(one.to()),
                one.from(),
                one.until(),
                one.groups(),
                one.endedAt() != null || !one.until().isAfter(now),
                one.person().equals(viewer.id()));
    }

    @Override
    public Optional<Refused> handOver(Viewer viewer, String to, Instant from, Instant until, List<String> groups) {
        var wish = new HandOver.Wish(viewer.id(), to, from, until, groups, List.of());
        return switch (handOver.make(wish, viewer.id())) {
            case HandOver.Result.Done done -> Optional.empty();
            case HandOver.Result.Wrong wrong -> Optional.of(new Refused(wrong.code(), wrong.fix()));
        };
    }

    @Override
    public boolean takeBack(Viewer viewer, UUID absence) {
        return delegations.end(absence, viewer.id());
    }
}
