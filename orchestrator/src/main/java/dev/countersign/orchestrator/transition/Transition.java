package dev.countersign.orchestrator.transition;

import java.util.UUID;

/**
 * One guarded change of state with the events that tell of it, as one statement. It either changes its row and appends
 * its events, or does nothing at all and says so; a guard that does not hold is no error.
 *
 * @param order transitions of one batch run in this order, so that two batches cannot deadlock; the run id
 * @param intent whether it commits an intent: those take the activation lock shared, so that an activation or a freeze
 *     is never mixed into a batch
 * @param receipt id of an event that the statement appends, by which an unanswered COMMIT is read back
 */
public record Transition(String order, boolean intent, UUID receipt, NamedSql sql, Bindings bindings) {

    public static Transition of(UUID run, UUID receipt, NamedSql sql, Bindings bindings) {
        return new Transition(run.toString(), false, receipt, sql, bindings);
    }

    public static Transition intent(UUID run, UUID receipt, NamedSql sql, Bindings bindings) {
        return new Transition(run.toString(), true, receipt, sql, bindings);
    }
}
