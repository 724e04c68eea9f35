package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.canonical.CanonicalJson;
import dev.countersign.mcp.canonical.Digest;
import dev.countersign.orchestrator.principal.Secret;
import dev.countersign.orchestrator.transition.Rows;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an undo needs and nobody is shown: the raw record of a write some of whose values are masked, with the salt of
 * the digests that stand in for them. Private and erasable (ADR 0016).
 */
record BeforeImage(ObjectNode record, String salt) {
    private static final int ENVELOPE = 1;

    /** Null when nothing of the record is hidden: then what was decided on is stored as it was anyway. */
    static @Nullable BeforeImage of(Disclosed disclosed) {
        RecordReader.Snapshot snapshot = disclosed.raw().snapshot();
        return snapshot == null || disclosed.record().isEmpty()
                ? null
                : new BeforeImage(snapshot.fields(), Secret.random().value());
    }

    String envelope() {
        ObjectNode envelope = JsonNodeFactory.instance.objectNode().put("schema", ENVELOPE);
        envelope.set("record", record);
        return Rows.text(envelope);
    }

    /**
     * A record with salted digests in the places of hidden values: it can be compared, and nothing can be read off it.
     * Without a salt the places hold nothing that equals anything.
     */
    static ObjectNode sealed(ObjectNode record, List<String> hidden, @Nullable String salt) {
        ObjectNode sealed = record.deepCopy();
        for (String at : hidden) {
            JsonPointer pointer = JsonPointer.compile(at);
            JsonNode value = sealed.at(pointer);
            if (!value.isMissingNode()) {
                put(sealed.at(pointer.head()), pointer.last(), digest(value, salt));
            }
        }
        return sealed;
    }

    private static String digest(JsonNode value, @Nullable String salt) {
        return salt == null
                ? Masking.DOTS
                : Digest.of((salt + CanonicalJson.text(value)).getBytes(StandardCharsets.UTF_8))
                        .value();
    }

    private static void put(JsonNode parent, JsonPointer last, String digest) {
        switch (parent) {
            case ObjectNode object -> object.put(last.getMatchingProperty(), digest);
            case ArrayNode array -> array.set(last.getMatchingIndex(), digest);
            default -> throw new IllegalStateException("a hidden value without a place");
        }
    }
}
