package dev.countersign.sandbox.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.sandbox.database.Sql;
import dev.countersign.sandbox.tool.ReceivedCall;
import dev.countersign.sandbox.tool.ToolDefinition;
import java.sql.SQLException;
import java.util.List;

/**
 * Appends to and reads the ledger. Writers share a lock until they commit and a reader takes it alone, so a reader
 * that has seen {@code n} has seen every smaller one that will ever be there; writers do not wait for each other.
 */
public final class Ledger {

    private static final long LOCK = 0x1ed9e4L;

    private Ledger() {}

    public static void append(
            Sql sql, ToolDefinition tool, ReceivedCall call, ArgumentsDigest digest, boolean effectApplied)
            throws SQLException {
        sql.row("select pg_advisory_xact_lock_shared(?)::text as locked", LOCK);
        sql.change(
                "insert into ledger (connector, tool, call_id, idempotency_key, arguments_digest, effect_applied)"
                        + " values (?, ?, ?, ?, ?, ?)",
                tool.connector(),
                tool.dottedName(),
                call.callId(),
                call.idempotencyKey(),
                digest.value(),
                effectApplied);
    }

    static List<ObjectNode> after(Sql sql, long n, int limit) throws SQLException {
        sql.row("select pg_advisory_xact_lock(?)::text as locked", LOCK);
        return sql.all(
                "select n, rfc3339(at) as at, connector, tool, call_id, idempotency_key, arguments_digest,"
                        + " effect_applied from ledger where n > ? order by n limit ?",
                n,
                limit);
    }
}
