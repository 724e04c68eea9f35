package dev.countersign.ui.edit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.ui.inbox.Viewer;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What the pages need to change what would be sent. Blocks; called on virtual threads. */
public interface EditDesk {

    /** What this person may change on it now; empty when that is nothing, or not this person's to change. */
    Optional<EditSheet> sheet(Viewer viewer, UUID approval);

    /**
     * Saves new values. Reads the record again and asks policy, so it may take as long as a tool call.
     *
     * @param digest the digest of the card that the person saw
     * @param values by argument; empty takes the argument out, and what is not named stays as it is
     */
    EditAnswer save(Viewer viewer, UUID approval, String digest, Map<String, Optional<JsonNode>> values);
}
