package dev.countersign.ui.away;

import dev.countersign.ui.inbox.Viewer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Lets a person hand decisions over for a time (INBOX section 8). Blocks; called on virtual threads. */
public interface AwayDesk {

    /** What concerns this person: whom decisions can be handed to, and what was handed over either way. */
    Absences absences(Viewer viewer);

    /**
     * Hands the viewer's decisions over.
     *
     * @param groups some of the viewer's own groups; empty for all of them
     * @return what stands against it, or nothing
     */
    Optional<Refused> handOver(Viewer viewer, String to, Instant from, Instant until, List<String> groups);

    /** Takes a handing over back; false when it is over already or not this person's. */
    boolean takeBack(Viewer viewer, UUID absence);

    /** Somebody who can stand in. */
    record Colleague(String id, String name, List<String> groups) {}

    /**
     * One handing over.
     *
     * @param from name of the person who is away
     * @param to name of the person who decides
     * @param groups which groups; empty for all
     * @param over whether it has ended, by time or by hand
     */
    record Absence(
            UUID id,
            String from,
            String to,
            Instant starts,
            Instant ends,
            List<String> groups,
            boolean over,
            boolean given) {}

    /** Colleagues by name; absences newest first, at most 50. */
    record Absences(List<Colleague> colleagues, List<Absence> all) {
        public Absences {
            colleagues = List.copyOf(colleagues);
            all = List.copyOf(all);
        }
    }

    /** Why it cannot be handed over: the code of the outer interface, and a sentence. */
    record Refused(String code, String detail) {}
}
