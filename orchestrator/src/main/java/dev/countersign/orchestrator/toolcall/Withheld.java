package dev.countersign.orchestrator.toolcall;

import io.vertx.sqlclient.Row;
import org.jspecify.annotations.Nullable;

/**
 * What of an answer nobody was given (M3).
 *
 * @param bytes how much shorter it became
 * @param masked values that became dots
 * @param dropped fields that were left out
 */
public record Withheld(long bytes, int masked, int dropped) {
    public static final Withheld NOTHING = new Withheld(0, 0, 0);

    static @Nullable Withheld of(Row row) {
        Long bytes = row.getLong("withheld_bytes");
        return bytes == null
                ? null
                : new Withheld(bytes, row.getInteger("masked_fields"), row.getInteger("dropped_fields"));
    }
}
