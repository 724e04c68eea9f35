package dev.countersign.orchestrator.desk;

import dev.countersign.orchestrator.toolcall.Search;
import dev.countersign.orchestrator.transition.SortKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where a page of a list newest first ended. A cursor that we cannot read is the beginning. */
final class Cursor {
    private Cursor() {}

    static String of(Instant at, UUID id) {
        return SortKey.join(at, id);
    }

    static Search.@Nullable After read(@Nullable String cursor) {
        if (cursor == null || cursor.isEmpty()) {
            return null;
        }
        try {
            List<String> parts = SortKey.split(cursor, 2);
            return parts.isEmpty()
                    ? null
                    : new Search.After(Instant.parse(parts.get(0)), UUID.fromString(parts.get(1)));
        } catch (IllegalArgumentException | DateTimeException mangled) {
            return null;
        }
    }
}
