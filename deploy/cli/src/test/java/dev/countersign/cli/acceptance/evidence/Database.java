package dev.countersign.cli.acceptance.evidence;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the database holds, read behind the orchestrator's back. */
public record Database(String url, String user, String password) {

    /** A row of the event log; the position is null until it is sealed. */
    record StoredEvent(
            String id,
            String stream,
            long sequence,
            @Nullable Long position,
            String type,
            String data) {}

    /** A call with what binds it. */
    record StoredCall(
            String id,
            String runId,
            String connector,
            String effect,
            String state,
            int attempts,
            @Nullable String arguments,
            @Nullable String argumentsDigest,
            @Nullable String bound,
            int grantsNeeded,
            int grants,
            boolean resolved) {}

    List<StoredEvent> events() {
        return rows(
                "select id::text, stream, sequence, position, type, data from countersign.event",
                row -> new StoredEvent(
                        row.getString(1),
                        row.getString(2),
                        row.getLong(3),
                        (Long) row.getObject(4),
                        row.getString(5),
                        row.getString(6)));
    }

    List<StoredCall> calls() {
        return rows(
                """
                select c.id::text, c.run_id::text, coalesce(c.connector_id, ''), coalesce(c.effect, ''), c.state,
                  c.attempts, c.arguments, c.arguments_digest, a.bound, coalesce(a.quorum, 0),
                  (select count(distinct v.person_id) from countersign.vote v
                   where v.approval_id = a.id and v.round = a.round and v.verdict = 'approve'), c.resolved is not null
                from countersign.tool_call c left join countersign.approval a on a.call_id = c.id""",
                row -> new StoredCall(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getInt(6),
                        row.getString(7),
                        row.getString(8),
                        row.getString(9),
                        row.getInt(10),
                        row.getInt(11),
                        row.getBoolean(12)));
    }

    /** Runs that nobody will ever look at again: neither due, nor leased, nor waiting for a call. */
    List<String> stuckRuns() {
        return rows("""
                select r.id::text || ' is ' || r.state from countersign.run r
                where r.state in ('running', 'parked') and r.next_at is null and not exists (
                  select 1 from countersign.tool_call c where c.run_id = r.id
                  and c.state not in ('succeeded', 'failed', 'refused'))""", row -> row.getString(1));
    }

    /** What one row becomes. */
    private interface Mapping<T> {
        T map(ResultSet row) throws SQLException;
    }

    private <T> List<T> rows(String query, Mapping<T> mapping) {
        try (Connection connection = DriverManager.getConnection(url, user, password);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(mapping.map(rows));
            }
            return all;
        } catch (SQLException e) {
            throw new AssertionError("The database cannot be read: " + e.getMessage(), e);
        }
    }
}
