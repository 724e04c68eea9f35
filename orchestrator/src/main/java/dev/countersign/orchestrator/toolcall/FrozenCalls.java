package dev.countersign.orchestrator.toolcall;

import dev.countersign.orchestrator.freeze.Scope;
import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.NamedSql;
import io.vertx.sqlclient.Row;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The permitted calls that a freeze keeps from being sent, and what a freeze would stop. Blocks; virtual threads only. */
@Singleton
public class FrozenCalls {
    /** How much is counted at most; more is shown as "1,000+". */
    public static final int COUNTED_MAX = 1_000;

    /** How long a call that is set aside is not looked at, unless its freeze is lifted. */
    private static final Duration ASIDE = Duration.ofSeconds(3);

    private static final NamedSql SET_ASIDE = NamedSql.of("""
            UPDATE tool_call SET frozen_at = coalesce(frozen_at, clock_timestamp()), fence = fence + 1,
              lease_owner = NULL, lease_until = NULL,
              next_at = clock_timestamp() + :aside_ms * interval '1 millisecond'
            WHERE id IN (SELECT c.id FROM tool_call c JOIN run r ON r.id = c.run_id
                         WHERE EXISTS (SELECT 1 FROM call_freeze WHERE lifted_at IS NULL)
                           AND c.state = 'permitted' AND c.next_at <= clock_timestamp()
                           AND frozen(c.tool, r.workflow_id, c.run_id)
                         ORDER BY c.next_at LIMIT :max FOR UPDATE OF c SKIP LOCKED)""");
    private static final NamedSql TAKE_UP = NamedSql.of("""
            UPDATE tool_call SET next_at = clock_timestamp()
            WHERE id IN (SELECT c.id FROM tool_call c JOIN run r ON r.id = c.run_id
                         WHERE c.state = 'permitted' AND c.frozen_at IS NOT NULL
                           AND in_scope(:kind, :scope, c.tool, r.workflow_id, c.run_id)
                         ORDER BY c.frozen_at LIMIT :max FOR UPDATE OF c SKIP LOCKED)""");
    private static final NamedSql OF_RUN = NamedSql.of("""
            SELECT c.id FROM tool_call c JOIN run r ON r.id = c.run_id
            WHERE c.run_id = :run AND c.state = 'permitted'
              AND (c.not_before IS NULL OR c.not_before <= clock_timestamp())
              AND frozen(c.tool, r.workflow_id, c.run_id) LIMIT 1000""");
    private static final NamedSql STOPPED = NamedSql.of("""
            SELECT (SELECT count(*) FROM (SELECT 1 FROM tool_call c JOIN run r ON r.id = c.run_id
                WHERE c.state = 'permitted' AND in_scope(:kind, :scope, c.tool, r.workflow_id, c.run_id)
                LIMIT :max) waiting) AS waiting,
              (SELECT count(*) FROM (SELECT 1 FROM tool_call c JOIN run r ON r.id = c.run_id
                WHERE c.state = 'executing' AND in_scope(:kind, :scope, c.tool, r.workflow_id, c.run_id)
                LIMIT :max) sent) AS sent,
              (SELECT count(*) FROM (SELECT 1 FROM run WHERE state IN ('running', 'parked')
                AND (:workflows::text[] IS NULL OR workflow_id = ANY(:workflows::text[]))
                AND (:only_run::uuid IS NULL OR id = :only_run) LIMIT :max) alive) AS runs""");
    private static final NamedSql WAITING = NamedSql.of("""
            SELECT count(*) AS n FROM (SELECT 1 FROM tool_call WHERE state = 'permitted' AND frozen_at IS NOT NULL
              LIMIT :max) capped""");

    private final Database database;

    FrozenCalls(Database database) {
        this.database = database;
    }

    /**
     * Puts aside what is due and frozen: its dispatch deadline stands still, and whoever held it holds it no more.
     * Costs one look while nothing is frozen. Returns how many.
     */
    int setAside(int max) {
        return database.execute(
                SET_ASIDE, Bindings.of("aside_ms", ASIDE.toMillis()).and("max", max));
    }

    /** Lets what a lifted freeze kept be looked at now; what is more than counted is looked at within seconds. */
    int takeUp(Scope scope) {
        return database.execute(TAKE_UP, in(scope));
    }

    /** The calls of a run that would be sent now, were they not frozen. */
    public Set<UUID> ofRun(UUID run) {
        return database.rows(OF_RUN, Bindings.of("run", run)).stream()
                .map(row -> row.getUUID("id"))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * What stands in a scope now, each counted up to {@link #COUNTED_MAX}.
     *
     * @param waiting permitted calls that were not sent
     * @param sent calls whose intent is committed: no freeze stops those
     * @param runs runs that have not ended
     */
    public record Stopped(int waiting, int sent, int runs) {}

    /** @param workflows the workflows that can make calls in the scope; null for all */
    public Stopped in(Scope scope, @Nullable Collection<String> workflows) {
        Row row = database.row(
                        STOPPED,
                        in(scope)
                                .and("workflows", workflows)
                                .and("only_run", scope.kind() == Scope.Kind.RUN ? UUID.fromString(scope.id()) : null))
                .orElseThrow();
        return new Stopped(row.getInteger("waiting"), row.getInteger("sent"), row.getInteger("runs"));
    }

    /** How many calls wait for a release, counted up to {@link #COUNTED_MAX}. */
    public int waiting() {
        return database.row(WAITING, Bindings.of("max", COUNTED_MAX))
                .orElseThrow()
                .getInteger("n");
    }

    private static Bindings in(Scope scope) {
        return Bindings.of("kind", scope.kind().wire()).and("scope", scope.id()).and("max", COUNTED_MAX);
    }
}
