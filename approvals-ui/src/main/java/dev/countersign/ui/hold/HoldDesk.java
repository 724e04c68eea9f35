package dev.countersign.ui.hold;

import dev.countersign.ui.inbox.Viewer;
import java.util.List;
import java.util.UUID;

/** What the inbox needs to take approvals back. Blocks; called on virtual threads. */
public interface HoldDesk {

    /** How many held items are told of at most. */
    int MAX = 50;

    /** What this person approved and what still waits to be sent, newest first, at most {@link #MAX}. */
    List<Held> held(Viewer viewer);

    /**
     * Takes an approval back: before it is sent people are asked again, afterwards the record is set back, which may
     * take as long as a tool call.
     *
     * @param digest of the card that the person saw
     */
    TakenBack undo(Viewer viewer, UUID approval, String digest);

    /** Holds it for a minute from its decision. False when it is too late, or it is held so long already. */
    boolean keep(Viewer viewer, UUID approval, String digest);
}
