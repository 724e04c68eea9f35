package dev.countersign.ui.review;

import dev.countersign.ui.inbox.InboxPage;
import dev.countersign.ui.inbox.InboxQuery;
import dev.countersign.ui.inbox.InboxUpdate;
import dev.countersign.ui.inbox.Viewer;
import io.smallrye.mutiny.Multi;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All that the inbox pages need from the orchestrator. {@code list}, {@code open} and {@code decide} block and are
 * called on virtual threads; {@code watch} never blocks.
 */
public interface ApprovalDesk {

    /** One page of what this person may see, in the order of the query. Bounded by {@link InboxQuery#limit()}. */
    InboxPage list(Viewer viewer, InboxQuery query);

    /** Whether one approval belongs to the query's list now, on whatever page. */
    boolean holds(Viewer viewer, InboxQuery query, UUID approval);

    /** Empty when there is none, or when this person may not see it. */
    Optional<Review> open(Viewer viewer, UUID approval);

    /**
     * Votes. Reads the record again where the card showed one, so it may take as long as a tool call.
     *
     * @param digest the digest of the card that the person saw
     * @param reason needed for a rejection, ignored for an approval
     */
    Answer decide(Viewer viewer, UUID approval, Verdict verdict, String digest, @Nullable Reason reason);

    /**
     * Changes as they are committed, for as long as the subscription lives. Starts behind {@code lastEventId} when
     * that is still known, with a {@link InboxUpdate.Reset} when it is too old, and with nothing when it is null.
     */
    Multi<InboxUpdate> watch(Viewer viewer, @Nullable String lastEventId);
}
