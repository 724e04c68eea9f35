package dev.countersign.orchestrator.transition;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Single statements outside a batch: reads, and writes that concern no other caller. Blocks the calling thread for at
 * most {@link #PATIENCE}; call it on virtual threads or workers, never on an event loop.
 */
@Singleton
public class Database {
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Pool pool;

    public Database(io.vertx.mutiny.sqlclient.Pool pool) {
        this.pool = pool.getDelegate();
    }

    /** All rows; the statement carries its own LIMIT. */
    public List<Row> rows(NamedSql sql, Bindings bindings) {
        RowSet<Row> set = await(pool.preparedQuery(sql.positional()).execute(sql.bind(bindings.values())));
        var rows = new ArrayList<Row>(set.size());
        set.forEach(rows::add);
        return rows;
    }

    /** The only row, or none. */
    public Optional<Row> row(NamedSql sql, Bindings bindings) {
        List<Row> rows = rows(sql, bindings);
        if (rows.size() > 1) {
            throw new IllegalStateException("one row was expected, " + rows.size() + " came");
        }
        return rows.stream().findFirst();
    }

    /** How many rows the statement changed. */
    public int execute(NamedSql sql, Bindings bindings) {
        return await(pool.preparedQuery(sql.positional()).execute(sql.bind(bindings.values())))
                .rowCount();
    }

    Future<SqlConnection> connection() {
        return pool.getConnection();
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw translated(e.getCause());
        } catch (TimeoutException e) {
            throw new StoreUnavailable("Postgres did not answer within " + PATIENCE, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("interrupted while waiting for Postgres", e);
        }
    }

    /** A guard that raised, an outage, or a bug of ours: three different types. */
    static RuntimeException translated(Throwable cause) {
        // Hibernate wraps the driver's exception, sometimes twice, or keeps only its state.
        for (Throwable at = cause; at != null; at = at.getCause()) {
            String state =
                    switch (at) {
                        case PgException pg -> pg.getSqlState();
                        case SQLException sql -> sql.getSQLState();
                        default -> null;
                    };
            if (state != null) {
                return refused(state, at);
            }
        }
        if (cause instanceof IllegalArgumentException || cause instanceof ClassCastException) {
            return new IllegalStateException("a statement was bound wrongly", cause);
        }
        return new StoreUnavailable("Postgres cannot be reached: " + cause.getMessage(), cause);
    }

    private static RuntimeException refused(String state, Throwable cause) {
        if (state.equals(GuardRaised.LIMIT) || state.equals(GuardRaised.UNIQUE)) {
            return new GuardRaised(state, String.valueOf(cause.getMessage()), cause);
        }
        // Class 08 connection, 53 resources, 57 operator intervention, 58 system, 40 serialisation and deadlock.
        if (List.of("08", "53", "57", "58", "40").contains(state.substring(0, Math.min(2, state.length())))) {
            return new StoreUnavailable("Postgres: " + cause.getMessage(), cause);
        }
        return new IllegalStateException("Postgres refused a statement: " + cause.getMessage(), cause);
    }
}
