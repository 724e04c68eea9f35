package dev.countersign.orchestrator.freeze;

import dev.countersign.orchestrator.transition.Rows;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One freeze as it was read.
 *
 * @param confirmedAt since when no intent commits in its scope; null while one that began earlier may still
 * @param liftedBy who released it; null while it holds
 */
public record Freeze(
        UUID id,
        Scope scope,
        String reason,
        String requestedBy,
        Instant requestedAt,
        @Nullable Instant confirmedAt,
        @Nullable String liftedBy,
        @Nullable Instant liftedAt) {

    static final String COLUMNS =
            "id, kind, scope, reason, requested_by, requested_at, confirmed_at, lifted_by, lifted_at";

    /** How far it is. A requested one refuses whatever begins after it; only a confirmed one is a promise. */
    public enum State {
        REQUESTED,
        CONFIRMED,
        LIFTED;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public State state() {
        if (liftedAt != null) {
            return State.LIFTED;
        }
        return confirmedAt == null ? State.REQUESTED : State.CONFIRMED;
    }

    static Freeze of(Row row) {
        return new Freeze(
                row.getUUID("id"),
                new Scope(Scope.Kind.of(row.getString("kind")).orElseThrow(), row.getString("scope")),
                row.getString("reason"),
                row.getString("requested_by"),
                Objects.requireNonNull(Rows.instant(row, "requested_at")),
                Rows.instant(row, "confirmed_at"),
                row.getString("lifted_by"),
                Rows.instant(row, "lifted_at"));
    }
}
