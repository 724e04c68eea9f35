package dev.countersign.ui.retry;

import dev.countersign.ui.inbox.Viewer;
import java.util.UUID;

/** What the inbox needs to ask for a failed call again. Blocks; called on virtual threads. */
public interface RetryDesk {

    /**
     * Opens an approval for the same call on the values of now, or finds the one that somebody opened before. May take
     * as long as reading the record.
     *
     * @param digest of the card that the person saw
     */
    Retried ask(Viewer viewer, UUID approval, String digest);
}
