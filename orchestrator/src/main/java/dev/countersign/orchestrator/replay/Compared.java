package dev.countersign.orchestrator.replay;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.ledger.CloudEvent;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One past call: what was decided, what a person said, and what another policy answers.
 *
 * @param from as it was decided then; its tier is the tier of the card, null when there was none
 * @param verdict what people decided in the end; null when nobody was asked or nobody answered
 * @param masked values that policy saw then were not kept, so that {@code to} may be wrong
 * @param uncounted the other policy counts something that nobody counted then, so that {@code to} may be wrong
 * @param stoppedElsewhere something other than policy refused it before anybody was asked (a budget, a dry run), and
 *     would again: it never reaches the queue
 */
record Compared(
        UUID call,
        UUID run,
        String tool,
        Instant at,
        Answer from,
        Answer to,
        @Nullable Verdict verdict,
        boolean masked,
        boolean uncounted,
        boolean stoppedElsewhere) {

    /** What people decided about a call. */
    enum Verdict {
        APPROVED,
        REJECTED;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    boolean changed() {
        return from.outcome() != to.outcome();
    }

    boolean released() {
        return changed() && to.outcome() == Outcome.PERMIT;
    }

    /** A person rejected what would be permitted, or approved what would be denied. */
    boolean contradictsAPerson() {
        return (verdict == Verdict.REJECTED && to.outcome() == Outcome.PERMIT)
                || (verdict == Verdict.APPROVED && to.outcome() == Outcome.DENY);
    }

    ObjectNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("call_id", call.toString())
                .put("tool", tool)
                .put("run_id", run.toString())
                .put("at", CloudEvent.time(at))
                .put("from", from.outcome().wire())
                .put("to", to.outcome().wire())
                .put("from_rule", from.ruleId())
                .put("to_rule", to.ruleId())
                .put("verdict", verdict == null ? null : verdict.wire())
                .put("masked", masked)
                .put("uncounted", uncounted)
                .put("href", "/calls/" + call);
    }
}
