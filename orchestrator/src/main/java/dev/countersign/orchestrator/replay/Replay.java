package dev.countersign.orchestrator.replay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.transition.Rows;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A replay as it is stored.
 *
 * @param state waiting, running, completed, failed or cancelled
 * @param until calls that were proposed later are not looked at
 * @param done calls that were asked about again; starts over when another instance takes it up
 * @param total null until it was counted
 * @param report null unless completed
 * @param failure a sentence, null unless failed
 * @param fence counts how often it was taken up; whoever holds an older one has lost it
 */
public record Replay(
        UUID id,
        String state,
        String revision,
        Instant since,
        Instant until,
        String askedBy,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        long done,
        @Nullable Long total,
        @Nullable JsonNode report,
        @Nullable String failure,
        int attempts,
        long fence) {

    static final String COLUMNS =
            "id, state, revision, since, until, asked_by, started_at, ended_at, done, total, report, failure, attempts, fence";

    static Replay of(Row row) {
        return new Replay(
                row.getUUID("id"),
                row.getString("state"),
                row.getString("revision"),
                Objects.requireNonNull(Rows.instant(row, "since")),
                Objects.requireNonNull(Rows.instant(row, "until")),
                row.getString("asked_by"),
                Rows.instant(row, "started_at"),
                Rows.instant(row, "ended_at"),
                row.getLong("done"),
                row.getLong("total"),
                Rows.json(row, "report"),
                row.getString("failure"),
                row.getInteger("attempts"),
                row.getLong("fence"));
    }

    public boolean ended() {
        return endedAt != null;
    }
}
