package dev.countersign.ui.review;

import dev.countersign.ui.inbox.Viewer;
import java.util.Optional;
import java.util.UUID;

/**
 * Asks policy again when a card is opened and another revision became active since it was asked. It may refuse what
 * waits, or open another round; it never lets anything pass. Blocks.
 */
public interface PolicyRecheck {

    /** What the viewer has to be told before the card; empty while it is as it was, or says it itself. */
    Optional<Problem> opened(Viewer viewer, UUID approval);
}
