package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.approval.Terms;
import org.jspecify.annotations.Nullable;

/**
 * What one round shows and binds.
 *
 * @param bound the document that the digest hashes
 * @param card what a person reads
 * @param shown the record as it is shown; null when none was read
 */
record Showing(
        ObjectNode bound,
        String digest,
        JsonNode card,
        @Nullable JsonNode shown,
        Terms terms) {}
