package dev.countersign.orchestrator.mail;

import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.Rows;
import io.vertx.sqlclient.Row;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who has to be told of what, and the letters that tell it. Every step is one statement that claims what it takes, so
 * that any number of nodes may work at once and nobody is told twice; a crash between carrying a letter and writing that
 * down repeats that letter.
 */
@Singleton
class Notices {
    private static final int GIVE_UP_AFTER = 8;
    private static final String PEOPLE = """
            told JOIN person p ON p.mail IS NOT NULL AND 'approver' = ANY(p.roles) AND p.groups && told.groups
            WHERE votes_for(p.id, told.a) IS NOT NULL AND NOT EXISTS (SELECT 1 FROM vote v
              WHERE v.approval_id = told.id AND v.round = told.round AND v.person_id = p.id)
            ON CONFLICT DO NOTHING""";
    private static final NamedSql ASKED = NamedSql.of("""
            WITH due AS (
              SELECT id FROM approval WHERE state IN ('pending', 'stale') AND notified_at IS NULL
                AND opened_at <= clock_timestamp() - :delay_ms * interval '1 millisecond'
              ORDER BY opened_at LIMIT :max FOR UPDATE SKIP LOCKED),
            told AS (
              UPDATE approval SET notified_at = clock_timestamp() FROM due WHERE approval.id = due.id
              RETURNING approval.id, approval.round, approval.groups, approval AS a),
            made AS (INSERT INTO notice (approval_id, person_id, kind) SELECT told.id, p.id, 'asked' FROM """ + " " + PEOPLE + ") SELECT id FROM told");
    private static final NamedSql REMINDED = NamedSql.of("""
            WITH due AS (
              SELECT id FROM approval WHERE state IN ('pending', 'stale') AND reminded_at IS NULL
                AND remind_at <= clock_timestamp() AND expires_at > clock_timestamp()
              ORDER BY remind_at LIMIT :max FOR UPDATE SKIP LOCKED),
            told AS (
              UPDATE approval SET reminded_at = clock_timestamp() FROM due WHERE approval.id = due.id
              RETURNING approval.id, approval.round, approval.groups, approval AS a),
            made AS (INSERT INTO notice (approval_id, person_id, kind) SELECT told.id, p.id, 'reminder' FROM """ + " " + PEOPLE + ") SELECT id FROM told");
    private static final NamedSql DROP = NamedSql.of("""
            UPDATE notice SET dropped_at = clock_timestamp() WHERE mail_id IS NULL AND dropped_at IS NULL
              AND NOT EXISTS (SELECT 1 FROM approval a WHERE a.id = notice.approval_id
                AND a.state IN ('pending', 'stale'))""");
    private static final NamedSql READERS = NamedSql.of("""
            SELECT DISTINCT person_id FROM notice WHERE mail_id IS NULL AND dropped_at IS NULL LIMIT :max""");
    private static final NamedSql OF_READER = NamedSql.of("""
            SELECT approval_id, kind FROM notice WHERE person_id = :person AND mail_id IS NULL AND dropped_at IS NULL
            ORDER BY at, approval_id LIMIT :max""");
    private static final NamedSql WRITE = NamedSql.of("""
            WITH mine AS (
              SELECT approval_id, kind FROM notice WHERE person_id = :person AND mail_id IS NULL AND dropped_at IS NULL
                AND approval_id = ANY(:approvals::text[]::uuid[]) FOR UPDATE SKIP LOCKED),
            written AS (
              INSERT INTO mail (id, person_id, address, subject, body)
              SELECT :id, p.id, p.mail, :subject, :body FROM person p
              WHERE p.id = :person AND p.mail IS NOT NULL AND EXISTS (SELECT 1 FROM mine)
              RETURNING id)
            UPDATE notice SET mail_id = (SELECT id FROM written),
              dropped_at = CASE WHEN EXISTS (SELECT 1 FROM written) THEN NULL ELSE clock_timestamp() END
            FROM mine WHERE notice.person_id = :person AND notice.approval_id = mine.approval_id
              AND notice.kind = mine.kind""");
    private static final NamedSql CLAIM = NamedSql.of("""
            UPDATE mail SET attempts = attempts + 1,
              next_at = clock_timestamp() + least(3600, 30 * power(2, attempts)) * interval '1 second'
            WHERE id IN (SELECT id FROM mail WHERE next_at <= clock_timestamp() ORDER BY next_at LIMIT :max
                         FOR UPDATE SKIP LOCKED)
            RETURNING id, person_id, address, subject, body""");
    private static final NamedSql SENT = NamedSql.of("""
            UPDATE mail SET next_at = NULL, sent_at = date_trunc('milliseconds', clock_timestamp())
            WHERE id = :id AND next_at IS NOT NULL""");
    private static final NamedSql GIVE_UP = NamedSql.of("""
            UPDATE mail SET next_at = NULL, given_up_at = clock_timestamp()
            WHERE id = :id AND next_at IS NOT NULL AND attempts >= :most""");
    private static final NamedSql NEWEST = NamedSql.of("""
            SELECT m.id, p.name, m.address, m.subject, m.body, m.created_at, m.sent_at FROM mail m
            JOIN person p ON p.id = m.person_id ORDER BY m.created_at DESC, m.id DESC LIMIT :max""");

    private final Database database;

    Notices(Database database) {
        this.database = database;
    }

    /** Finds whom new items concern; returns how many items there were. */
    int ask(Duration delay, int max) {
        return database.rows(ASKED, Bindings.of("delay_ms", delay.toMillis()).and("max", max))
                .size();
    }

    /** Finds who has to be reminded, half of the time being over; returns of how many items. */
    int remind(int max) {
        return database.rows(REMINDED, Bindings.of("max", max)).size();
    }

    /** Nobody is told of what was decided meanwhile. */
    void dropDecided() {
        database.execute(DROP, Bindings.none());
    }

    List<String> readers(int max) {
        return database.rows(READERS, Bindings.of("max", max)).stream()
                .map(row -> row.getString("person_id"))
                .toList();
    }

    /** One thing that a person has not been told yet. */
    record Due(UUID approval, String kind) {}

    List<Due> due(String person, int max) {
        return database.rows(OF_READER, Bindings.of("person", person).and("max", max)).stream()
                .map(row -> new Due(row.getUUID("approval_id"), row.getString("kind")))
                .toList();
    }

    /** Stores a letter that tells of these items; nothing when somebody else was first or the address is gone. */
    void write(UUID id, String person, String subject, String body, List<UUID> approvals) {
        database.execute(
                WRITE,
                Bindings.of("id", id)
                        .and("person", person)
                        .and("subject", subject)
                        .and("body", body)
                        .and("approvals", approvals));
    }

    /** Takes letters that are due; each is due again later unless it is {@link #sent}. */
    List<Letter> claim(int max) {
        return database.rows(CLAIM, Bindings.of("max", max)).stream()
                .map(row -> new Letter(
                        row.getUUID("id"),
                        row.getString("person_id"),
                        row.getString("address"),
                        row.getString("subject"),
                        row.getString("body")))
                .toList();
    }

    void sent(Letter letter) {
        database.execute(SENT, Bindings.of("id", letter.id()));
    }

    /** True when it was the last attempt. */
    boolean failed(Letter letter) {
        return database.execute(GIVE_UP, Bindings.of("id", letter.id()).and("most", GIVE_UP_AFTER)) == 1;
    }

    /** A stored letter, for the page of the local stack. */
    record Stored(
            String name,
            String address,
            String subject,
            String body,
            Instant at,
            @Nullable Instant sentAt) {
        static Stored of(Row row) {
            return new Stored(
                    row.getString("name"),
                    row.getString("address"),
                    row.getString("subject"),
                    row.getString("body"),
                    Objects.requireNonNull(Rows.instant(row, "created_at")),
                    Rows.instant(row, "sent_at"));
        }
    }

    List<Stored> newest(int max) {
        return database.rows(NEWEST, Bindings.of("max", max)).stream()
                .map(Stored::of)
                .toList();
    }
}
