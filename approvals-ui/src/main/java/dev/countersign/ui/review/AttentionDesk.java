package dev.countersign.ui.review;

import dev.countersign.ui.inbox.Viewer;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Who looks after what waits: claims and snoozes. Neither keeps anybody from voting. Blocks; virtual threads only. */
public interface AttentionDesk {

    /** Says "I am on it", or keeps saying it: it lapses by itself after two minutes. */
    Attended claim(Viewer viewer, UUID approval);

    /** Gives the viewer's own claim back. */
    Attended release(Viewer viewer, UUID approval);

    /** Puts it off in this person's own lists. */
    Attended snooze(Viewer viewer, UUID approval, Instant until);

    /** The same for so long from now, by the clock that decides when it comes back. */
    Attended snooze(Viewer viewer, UUID approval, Duration span);

    /** Brings back what was put off. */
    Attended wake(Viewer viewer, UUID approval);

    /** What came of it. */
    sealed interface Attended {

        record Done() implements Attended {}

        /**
         * Nothing was changed.
         *
         * @param code CLAIMED, INVALID, or one of a vote's refusals
         * @param detail what happened and what to do, as sentences; names are names, not ids
         */
        record Refused(String code, String detail) implements Attended {}

        record NotFound() implements Attended {}
    }
}
