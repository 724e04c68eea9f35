package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.approval.Terms;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one round shows and binds.
 *
 * @param bound the document that the digest hashes
 * @param card what a person reads
 * @param shown the record as it is bound, digests for what is hidden; null when none was read
 * @param masked where hidden values lie inside it
 * @param image what only an undo may read; null when nothing is hidden
 */
record Showing(
        ObjectNode bound,
        String digest,
        JsonNode card,
        @Nullable JsonNode shown,
        List<String> masked,
        @Nullable BeforeImage image,
        Terms terms) {}
