package dev.countersign.orchestrator.approval;

import dev.countersign.orchestrator.transition.Rows;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One recorded vote; immutable, one per person and round.
 *
 * @param forPerson in whose name it was given; null for the person's own
 */
public record Vote(
        UUID approvalId,
        int round,
        String person,
        @Nullable String forPerson,
        String verdict,
        @Nullable String reasonCode,
        @Nullable String note,
        Instant at) {

    static Vote of(Row row) {
        return new Vote(
                row.getUUID("approval_id"),
                row.getInteger("round"),
                row.getString("person_id"),
                row.getString("for_person"),
                row.getString("verdict"),
                row.getString("reason_code"),
                row.getString("note"),
                Objects.requireNonNull(Rows.instant(row, "at")));
    }
}
