package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.canonical.Digest;
import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.NamedSql;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares a record as it was shown with how it is now, where some of it was never shown. A before-image that was
 * erased counts as drift: what nobody can compare is asked again. Blocks; virtual threads only.
 */
@Singleton
class BeforeImages {
    private static final NamedSql SALT =
            NamedSql.of("SELECT salt FROM before_image WHERE call_id = :call AND round = :round");

    private final Database database;

    BeforeImages(Database database) {
        this.database = database;
    }

    /**
     * The round before, for the card of the next one.
     *
     * @param shown as it was shown, dots for what was hidden
     * @param moved the fields whose value is another one now
     */
    record Earlier(ObjectNode shown, Set<String> moved) {}

    /** Whether a value that the round showed, or hid, has changed. False when it showed none. */
    boolean moved(Approval approval, RecordReader.@Nullable Snapshot now) {
        return now != null
                && approval.shown() != null
                // By canonical form: 18000.5 and 18000.50 are one value.
                && !Digest.of(approval.shown()).equals(Digest.of(sealed(approval, now)));
    }

    /** Null when the round showed no record, or none can be read now. */
    @Nullable
    Earlier earlier(Approval approval, RecordReader.@Nullable Snapshot now) {
        if (now == null || !(approval.shown() instanceof ObjectNode shown)) {
            return null;
        }
        ObjectNode current = sealed(approval, now);
        var moved = new HashSet<String>();
        for (String field : names(shown, current)) {
            JsonNode was = shown.get(field);
            if (was == null || !was.equals(current.get(field))) {
                moved.add(field);
            }
        }
        return new Earlier(BeforeImage.sealed(shown, approval.masked(), null), moved);
    }

    private static Set<String> names(ObjectNode left, ObjectNode right) {
        var names = new HashSet<String>();
        left.fieldNames().forEachRemaining(names::add);
        right.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private ObjectNode sealed(Approval approval, RecordReader.Snapshot now) {
        if (approval.masked().isEmpty()) {
            return now.fields();
        }
        String salt = database.row(SALT, Bindings.of("call", approval.callId()).and("round", approval.round()))
                .map(row -> row.getString("salt"))
                .orElse(null);
        return BeforeImage.sealed(now.fields(), approval.masked(), salt);
    }
}
