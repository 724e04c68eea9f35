package dev.countersign.ui.inbox;

import dev.countersign.ui.review.ReviewState;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the event stream of the inbox carries (INTERFACE, Pages). */
public sealed interface InboxUpdate {

    /** An approval was opened, decided, or asked again. {@code eventId} resumes the stream. */
    record Changed(String eventId, UUID id, ReviewState state, int round, String digest) implements InboxUpdate {}

    /**
     * The reader was away too long: load the list again. {@code eventId} is where the stream goes on, null when that is
     * not known yet.
     */
    record Reset(@Nullable String eventId) implements InboxUpdate {}
}
