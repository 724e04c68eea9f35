package dev.countersign.orchestrator.principal;

import dev.countersign.orchestrator.transition.Rows;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One person decides in another's name for a time.
 *
 * @param person whose authority it is
 * @param to who may use it
 * @param groups which of that person's groups; empty for all of them
 * @param tools dotted names of tools; empty for all
 * @param endedAt when it was taken back early; null while nobody did
 */
public record Delegation(
        UUID id,
        String person,
        String to,
        Instant from,
        Instant until,
        List<String> groups,
        List<String> tools,
        String createdBy,
        Instant createdAt,
        @Nullable Instant endedAt) {

    public Delegation {
        groups = List.copyOf(groups);
        tools = List.copyOf(tools);
    }

    static Delegation of(Row row) {
        return new Delegation(
                row.getUUID("id"),
                row.getString("from_person"),
                row.getString("to_person"),
                Objects.requireNonNull(Rows.instant(row, "starts_at")),
                Objects.requireNonNull(Rows.instant(row, "ends_at")),
                Rows.texts(row, "groups"),
                Rows.texts(row, "tools"),
                row.getString("created_by"),
                Objects.requireNonNull(Rows.instant(row, "created_at")),
                Rows.instant(row, "ended_at"));
    }
}
