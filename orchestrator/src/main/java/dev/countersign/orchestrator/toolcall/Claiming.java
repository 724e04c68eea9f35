package dev.countersign.orchestrator.toolcall;

import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.ledger.EventType;
import dev.countersign.orchestrator.ledger.Story;
import dev.countersign.orchestrator.principal.Caller;
import dev.countersign.orchestrator.principal.People;
import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.Ids;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.Rows;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * "I am on it": a word to the others, which blocks nobody's vote and lapses by itself. Of two at once, one gets it, in
 * one guarded statement.
 */
@Singleton
public class Claiming {
    /** How long a claim lasts unless it is renewed. */
    public static final Duration LASTS = Duration.ofMinutes(2);

    private static final NamedSql CLAIM = NamedSql.of("""
            WITH moved AS (
              UPDATE approval SET claimed_by = :person,
                claimed_until = date_trunc('milliseconds', clock_timestamp() + :lasts_ms * interval '1 millisecond')
              WHERE id = :id AND state IN ('pending', 'stale') AND expires_at > clock_timestamp()
                AND may_vote(:person, approval) AND (claimed_until IS NULL OR claimed_until <= clock_timestamp())
              RETURNING run_id)
            SELECT ledger_append(run_id::text, run_id, (SELECT traceparent FROM run WHERE id = run_id),
              :events::text::json) FROM moved""");
    /** Whoever has it keeps it; nobody is told again. */
    private static final NamedSql RENEW = NamedSql.of("""
            UPDATE approval
            SET claimed_until = date_trunc('milliseconds', clock_timestamp() + :lasts_ms * interval '1 millisecond')
            WHERE id = :id AND state IN ('pending', 'stale') AND expires_at > clock_timestamp()
              AND may_vote(:person, approval) AND claimed_by = :person AND claimed_until > clock_timestamp()""");

    private static final NamedSql RELEASE = NamedSql.of("""
            UPDATE approval SET claimed_by = NULL, claimed_until = NULL WHERE id = :id AND claimed_by = :person""");
    private static final NamedSql HOLDER = NamedSql.of("""
            SELECT claimed_by, claimed_until FROM approval
            WHERE id = :id AND state IN ('pending', 'stale') AND claimed_until > clock_timestamp()""");

    private final Approvals approvals;
    private final People people;
    private final Entitlement entitlement;
    private final Committing committing;
    private final Database database;
    private final Ids ids;

    Claiming(
            Approvals approvals,
            People people,
            Entitlement entitlement,
            Committing committing,
            Database database,
            Ids ids) {
        this.approvals = approvals;
        this.people = people;
        this.entitlement = entitlement;
        this.committing = committing;
        this.database = database;
        this.ids = ids;
    }

    /** What came of it. */
    public sealed interface Result {
        /** It is this person's now, or still. */
        record Claimed() implements Result {}

        /** Nobody holds it for this person any more. */
        record Released() implements Result {}

        /** Somebody else has it. */
        record Taken(String by, Instant until) implements Result {}

        /** It could not be claimed: who may not, or too late. */
        record Refused(VoteRefusal code, String detail) implements Result {}

        record NotFound() implements Result {}
    }

    public Result claim(Caller.Person caller, UUID id) {
        Optional<Approval> found = approvals.find(id);
        if (found.isEmpty()) {
            return new Result.NotFound();
        }
        if (claimed(caller, found.get())) {
            return new Result.Claimed();
        }
        Optional<Result> why = why(caller, id);
        // Whoever had it gave it back between the statement and the look: once more, and then it is a race that is
        // lost.
        return why.orElseGet(() -> claimed(caller, found.get())
                ? new Result.Claimed()
                : why(caller, id)
                        .orElseGet(() -> new Result.Refused(VoteRefusal.EXPIRED, "The time to decide ran out.")));
    }

    private boolean claimed(Caller.Person caller, Approval approval) {
        UUID id = approval.id();
        if (database.execute(RENEW, own(caller, id)) == 1) {
            return true;
        }
        Story story = Story.with(ids)
                .tell(
                        EventType.APPROVAL_CLAIMED,
                        id,
                        Story.data()
                                .put("call_id", approval.callId())
                                .put("approval_id", id)
                                .put("by", caller.id())
                                .put("round", approval.round())
                                .end());
        return committing.commit(false, approval.runId(), story, CLAIM, own(caller, id));
    }

    private static Bindings own(Caller.Person caller, UUID id) {
        return Bindings.of("id", id).and("person", caller.id()).and("lasts_ms", LASTS.toMillis());
    }

    public Result release(Caller.Person caller, UUID id) {
        if (approvals.find(id).isEmpty()) {
            return new Result.NotFound();
        }
        if (database.execute(RELEASE, Bindings.of("id", id).and("person", caller.id())) == 1) {
            return new Result.Released();
        }
        return holder(id).map(Result.class::cast).orElseGet(Result.Released::new);
    }

    private Optional<Result.Taken> holder(UUID id) {
        return database.row(HOLDER, Bindings.of("id", id))
                .map(row -> new Result.Taken(
                        row.getString("claimed_by"), Objects.requireNonNull(Rows.instant(row, "claimed_until"))));
    }

    /** The statement hit nothing: what it did not like, in the order of a vote's refusals; empty when it would now. */
    private Optional<Result> why(Caller.Person caller, UUID id) {
        Approval approval = approvals.find(id).orElseThrow();
        Caller.Person person = people.person(caller.id()).orElse(caller);
        Optional<Entitlement.Missing> missing = entitlement.missing(person, approval);
        if (missing.isPresent()) {
            return refused(missing.get().code(), missing.get().detail());
        }
        return switch (approval.state()) {
            case PENDING, STALE -> holder(id).map(Result.class::cast);
            case GRANTED, REJECTED ->
                refused(VoteRefusal.ALREADY_DECIDED, "This is decided, so there is nothing to claim.");
            case EXPIRED -> refused(VoteRefusal.EXPIRED, "The time to decide ran out.");
            case WITHDRAWN -> refused(VoteRefusal.WITHDRAWN, "The request was withdrawn.");
        };
    }

    private static Optional<Result> refused(VoteRefusal code, String detail) {
        return Optional.of(new Result.Refused(code, detail));
    }
}
