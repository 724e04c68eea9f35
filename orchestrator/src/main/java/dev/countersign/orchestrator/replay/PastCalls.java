package dev.countersign.orchestrator.replay;

import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.Rows;
import io.vertx.sqlclient.Row;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The calls that were decided, with what policy was asked then. Read newest first in keyset batches that are bounded in
 * number and in bytes, so that a replay of a million calls needs no more memory than one of a thousand.
 */
@Singleton
class PastCalls {
    private static final int BATCH = 500;
    private static final long BATCH_BYTES = 8L << 20;

    private static final NamedSql COUNT = NamedSql.of("""
            SELECT (SELECT count(*) FROM (
                SELECT 1 FROM tool_call WHERE created_at >= :since AND created_at <= :until LIMIT :max) c) AS calls,
              (SELECT count(*) FROM (
                SELECT 1 FROM tool_call WHERE created_at >= :since AND created_at <= :until AND policy_input IS NULL
                LIMIT :max) n) AS not_asked""");

    // The length of a stored text is known without unpacking it.
    private static final NamedSql BEFORE = NamedSql.of("""
            SELECT id, run_id, tool, created_at, outcome, rule_id, state, policy_input, approval_state, tier FROM (
              SELECT b.*, row_number() OVER newest AS place,
                sum(octet_length(b.policy_input)) OVER newest AS bytes
              FROM (
                SELECT c.id, c.run_id, c.tool, c.created_at, c.outcome, c.rule_id, c.state, c.policy_input,
                  a.state AS approval_state, a.tier
                FROM tool_call c LEFT JOIN approval a ON a.call_id = c.id
                WHERE (c.created_at, c.id) < (:at, :id) AND c.created_at >= :since AND c.policy_input IS NOT NULL
                ORDER BY c.created_at DESC, c.id DESC LIMIT :max) b
              WINDOW newest AS (ORDER BY b.created_at DESC, b.id DESC)) bounded
            WHERE place = 1 OR bytes <= :max_bytes
            ORDER BY created_at DESC, id DESC""");

    private static final UUID LAST = new UUID(-1, -1);

    private final Database database;

    PastCalls(Database database) {
        this.database = database;
    }

    /** How many calls policy decided in the span, and how many were refused before it was asked. */
    record Count(long asked, long notAsked) {}

    /**
     * A call as it was decided.
     *
     * @param tier of its card, null when nobody was asked
     * @param input what policy was asked, as JSON text: whoever evaluates it parses it, on a thread of its own
     */
    record PastCall(
            UUID id,
            UUID run,
            String tool,
            Instant at,
            Outcome outcome,
            @Nullable String ruleId,
            @Nullable String tier,
            Compared.@Nullable Verdict verdict,
            boolean stoppedElsewhere,
            String input) {

        Answer decided() {
            return new Answer(outcome, ruleId, outcome == Outcome.REQUIRE_APPROVAL ? tier : null, null);
        }

        private static PastCall of(Row row) {
            String approval = row.getString("approval_state");
            Outcome outcome = Outcome.of(row.getString("outcome"));
            boolean mightGoOn = outcome == Outcome.PERMIT || outcome == Outcome.REQUIRE_APPROVAL;
            return new PastCall(
                    row.getUUID("id"),
                    row.getUUID("run_id"),
                    row.getString("tool"),
                    Objects.requireNonNull(Rows.instant(row, "created_at")),
                    outcome,
                    row.getString("rule_id"),
                    row.getString("tier"),
                    verdict(approval),
                    mightGoOn && approval == null && row.getString("state").equals("refused"),
                    row.getString("policy_input"));
        }

        private static Compared.@Nullable Verdict verdict(@Nullable String approval) {
            return switch (approval) {
                case "granted" -> Compared.Verdict.APPROVED;
                case "rejected" -> Compared.Verdict.REJECTED;
                case null, default -> null;
            };
        }
    }

    /** Counts no further than {@code max}. */
    Count count(Instant since, Instant until, long max) {
        Row row = database.row(
                        COUNT, Bindings.of("since", since).and("until", until).and("max", max))
                .orElseThrow();
        long notAsked = row.getLong("not_asked");
        return new Count(row.getLong("calls") - notAsked, notAsked);
    }

    /** The newest calls of a span; empty when there are none. */
    List<PastCall> newest(Instant since, Instant until) {
        return before(since, until, LAST);
    }

    /** The next older ones; empty at the end. */
    List<PastCall> before(Instant since, PastCall last) {
        return before(since, last.at(), last.id());
    }

    private List<PastCall> before(Instant since, Instant at, UUID id) {
        return database
                .rows(
                        BEFORE,
                        Bindings.of("since", since)
                                .and("at", at)
                                .and("id", id)
                                .and("max", BATCH)
                                .and("max_bytes", BATCH_BYTES))
                .stream()
                .map(PastCall::of)
                .toList();
    }
}
