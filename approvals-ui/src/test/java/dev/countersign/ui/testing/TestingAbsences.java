package dev.countersign.ui.testing;

import dev.countersign.ui.away.AwayDesk;
import dev.countersign.ui.inbox.Viewer;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Absences in memory; Noor would close a circle. */
@Singleton
public class TestingAbsences implements AwayDesk {

    private final List<Absence> all = new ArrayList<>();

    @Override
    public Absences absences(Viewer viewer) {
        return new Absences(
                List.of(
                        new Colleague("lee", "Lee Carter", List.of("revops", "finance")),
                        new Colleague("noor", "Noor Haddad", List.of("finance"))),
                all);
    }

    @Override
    public Optional<Refused> handOver(Viewer viewer, String to, Instant from, Instant until, List<String> groups) {
        if (to.equals("noor")) {
            return Optional.of(new Refused("CYCLE", "The decisions would come back to maya in a circle."));
        }
        all.addFirst(new Absence(UUID.randomUUID(), viewer.name(), "Lee Carter", from, until, groups, false, true));
        return Optional.empty();
    }

    @Override
    public boolean takeBack(Viewer viewer, UUID absence) {
        return all.removeIf(one -> one.id().equals(absence));
    }
}
