package dev.countersign.orchestrator.transition;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Group commit: transitions of concurrent callers share one transaction, pipelined over one connection, and callers
 * are answered after its COMMIT. A batch that fails is replayed one by one, so nobody suffers for a neighbour.
 * Thread safe; {@link #commit} blocks and is called on virtual threads.
 */
@Singleton
public class TransitionLog {
    private static final Logger LOG = Logger.getLogger(TransitionLog.class);
    static final int BATCH = 64;
    private static final int QUEUE = 10_000;
    private static final int LANES = 4;
    private static final NamedSql RECEIPT = NamedSql.of("SELECT 1 FROM event WHERE id = :id");
    /** Number of the advisory lock that intents share and that an activation or a freeze takes alone. */
    public static final long ACTIVATION_LOCK = 4_203_001;

    private record Waiting(Transition transition, CompletableFuture<Boolean> done) {}

    private final Database database;
    private final List<BlockingQueue<Waiting>> lanes = new ArrayList<>();
    private volatile boolean closed;

    public TransitionLog(Database database) {
        this.database = database;
        for (int i = 0; i < LANES; i++) {
            var lane = new ArrayBlockingQueue<Waiting>(QUEUE);
            lanes.add(lane);
            Thread.ofVirtual().name("transition-lane-" + i).start(() -> drain(lane));
        }
    }

    @PreDestroy
    void close() {
        closed = true;
    }

    /**
     * Commits the transition together with others that are under way.
     *
     * @return true when it was applied and is durable; false when its guard did not hold and nothing was written
     * @throws GuardRaised when the statement raised on purpose
     * @throws StoreUnavailable when it cannot be known, or the queue is full; the caller reads the state again later
     */
    public boolean commit(Transition transition) {
        var waiting = new Waiting(transition, new CompletableFuture<>());
        // One lane per run: transitions of a run never wait for each other's row locks in two transactions.
        BlockingQueue<Waiting> lane = lanes.get(Math.floorMod(transition.order().hashCode(), LANES));
        if (!lane.offer(waiting)) {
            throw new StoreUnavailable("too many transitions wait for Postgres", new TimeoutException());
        }
        try {
            return waiting.done().get(Database.PATIENCE.toMillis() * 3, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            // What still waits in the lane must not be committed behind the caller's back.
            waiting.done().cancel(false);
            throw new StoreUnavailable("Postgres did not commit in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("interrupted while waiting for a commit", e);
        }
    }

    private void drain(BlockingQueue<Waiting> lane) {
        var batch = new ArrayList<Waiting>(BATCH);
        while (!closed) {
            try {
                Waiting first = lane.poll(1, TimeUnit.SECONDS);
                if (first == null) {
                    continue;
                }
                batch.add(first);
                lane.drainTo(batch, BATCH - 1);
                batch.removeIf(waiting -> waiting.done().isCancelled());
                batch.sort(Comparator.comparing(w -> w.transition().order()));
                commitAll(batch);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.error("a batch of transitions failed in an unforeseen way", e);
                batch.forEach(w -> w.done().completeExceptionally(e));
            } finally {
                batch.clear();
            }
        }
    }

    private void commitAll(List<Waiting> batch) {
        SqlConnection connection;
        try {
            connection = Database.await(database.connection());
        } catch (StoreUnavailable away) {
            // Nothing was sent, so nothing needs to be read back.
            batch.forEach(waiting -> waiting.done().completeExceptionally(away));
            return;
        }
        try {
            List<Boolean> applied =
                    transact(connection, batch.stream().map(Waiting::transition).toList());
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).done().complete(applied.get(i));
            }
        } catch (RuntimeException e) {
            batch.forEach(this::replay);
        }
    }

    /** Alone, after its batch failed: first asks whether it was committed all the same, because an answer can get lost. */
    private void replay(Waiting waiting) {
        try {
            if (committed(waiting.transition())) {
                waiting.done().complete(true);
                return;
            }
            SqlConnection connection = Database.await(database.connection());
            waiting.done()
                    .complete(
                            transact(connection, List.of(waiting.transition())).getFirst());
        } catch (RuntimeException e) {
            waiting.done().completeExceptionally(e);
        }
    }

    /** Reads a transition back by its receipt. */
    public boolean committed(Transition transition) {
        return database.row(RECEIPT, Bindings.of("id", transition.receipt())).isPresent();
    }

    /** One transaction, all statements sent without waiting for each other. Any failure means nothing was committed. */
    private List<Boolean> transact(SqlConnection connection, List<Transition> transitions) {
        boolean clean = false;
        try {
            var sent = new ArrayList<Future<?>>();
            sent.add(connection.query("BEGIN").execute());
            if (transitions.stream().anyMatch(Transition::intent)) {
                sent.add(connection
                        .query("SELECT pg_advisory_xact_lock_shared(" + ACTIVATION_LOCK + ")")
                        .execute());
            }
            var results = new ArrayList<Future<RowSet<Row>>>();
            for (Transition t : transitions) {
                results.add(connection
                        .preparedQuery(t.sql().positional())
                        .execute(t.sql().bind(t.bindings().values())));
            }
            Future<RowSet<Row>> commit = connection.query("COMMIT").execute();
            RuntimeException failure = null;
            for (Future<RowSet<Row>> result : results) {
                try {
                    Database.await(result);
                } catch (RuntimeException e) {
                    failure = failure == null ? e : failure;
                }
            }
            Database.await(commit);
            for (Future<?> other : sent) {
                Database.await(other);
            }
            clean = true;
            if (failure != null) {
                // COMMIT of an aborted transaction "succeeds": the server rolled everything back.
                throw failure;
            }
            return results.stream().map(r -> r.result().size() > 0).toList();
        } finally {
            if (clean) {
                connection.close();
            } else {
                // Its state is unknown: only after a ROLLBACK may it go back; a broken one is dropped by the pool.
                connection.query("ROLLBACK").execute().onComplete(x -> connection.close());
            }
        }
    }
}
