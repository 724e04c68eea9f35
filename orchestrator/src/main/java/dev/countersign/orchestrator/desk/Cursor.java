package dev.countersign.orchestrator.desk;

import dev.countersign.orchestrator.toolcall.Search;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where a page of a list newest first ended. A cursor that we cannot read is the beginning. */
final class Cursor {
    private Cursor() {}

    static String of(Instant at, UUID id) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((at + "|" + id).getBytes(StandardCharsets.UTF_8));
    }

    static Search.@Nullable After read(@Nullable String cursor) {
        if (cursor == null || cursor.isEmpty()) {
            return null;
        }
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split("\\|", -1);
            return parts.length == 2 ? new Search.After(Instant.parse(parts[0]), UUID.fromString(parts[1])) : null;
        } catch (IllegalArgumentException | DateTimeException mangled) {
            return null;
        }
    }
}
