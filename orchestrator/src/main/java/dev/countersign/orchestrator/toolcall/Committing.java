package dev.countersign.orchestrator.toolcall;

import dev.countersign.orchestrator.ledger.LedgerWorkers;
import dev.countersign.orchestrator.ledger.Story;
import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.Transition;
import dev.countersign.orchestrator.transition.TransitionLog;
import jakarta.inject.Singleton;
import java.util.UUID;

/** Commits a transition with the story that it tells, and wakes the sealer. */
@Singleton
class Committing {
    private final TransitionLog transitions;
    private final LedgerWorkers ledger;

    Committing(TransitionLog transitions, LedgerWorkers ledger) {
        this.transitions = transitions;
        this.ledger = ledger;
    }

    /** True when it was applied; the statement takes the story as {@code :events}. */
    boolean commit(boolean intent, UUID run, Story story, NamedSql sql, Bindings bindings) {
        bindings.and("events", story.json());
        boolean applied = transitions.commit(
                intent
                        ? Transition.intent(run, story.receipt(), sql, bindings)
                        : Transition.of(run, story.receipt(), sql, bindings));
        ledger.wake();
        return applied;
    }
}
