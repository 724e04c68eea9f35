package dev.countersign.ui.unknown;

import dev.countersign.ui.card.Tier;
import dev.countersign.ui.inbox.Viewer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the lane of unknown outcomes and the form for doing it by hand need from the orchestrator. Blocks; called on
 * virtual threads.
 */
public interface UnknownDesk {

    /** What nobody knows, longest first, and what was settled in the last 24 hours; only what the viewer may see. */
    Lane lane(Viewer viewer);

    /** How many of them there are for this viewer, counted up to 1,000. */
    int waiting(Viewer viewer);

    /** Settles one by a person's word. */
    Outcome settle(Viewer viewer, UUID call, boolean executed, String note);

    /** Asks the tool's declared probe. It settles the call only when it finds the effect. */
    Outcome probe(Viewer viewer, UUID call);

    /** Whether this person may do this call by hand, and it still waits. */
    boolean mayTakeOver(Viewer viewer, UUID call);

    /** A person does it by hand: the call is refused as TAKEN_OVER. */
    Outcome takeOver(Viewer viewer, UUID call, String note);

    /**
     * The lane.
     *
     * @param waiting how many there are, counted up to 1,000; the list may be shorter
     */
    record Lane(List<Unknown> unknown, int waiting, List<Settled> settled) {
        public Lane {
            unknown = List.copyOf(unknown);
            settled = List.copyOf(settled);
        }
    }

    /**
     * One call of unknown outcome.
     *
     * @param tier null when nobody was asked
     * @param consequence what it would have done; the tool's name when no card says it
     * @param environment of the connector ("production")
     * @param effect its class (ONCE)
     * @param then what became of the request
     * @param refs what to look for ("account acc-halden")
     * @param key the idempotency key that was sent along
     * @param probes whether the tool declares a probe
     */
    record Unknown(
            UUID call,
            UUID run,
            @Nullable UUID approval,
            @Nullable Tier tier,
            String consequence,
            String tool,
            String connector,
            String environment,
            String workflow,
            String effect,
            int attempts,
            Instant sentAt,
            String then,
            List<Yes> approved,
            List<String> refs,
            String key,
            boolean probes,
            @Nullable Probed probed) {
        public Unknown {
            approved = List.copyOf(approved);
            refs = List.copyOf(refs);
        }
    }

    /** Who said yes, and when. */
    record Yes(String by, Instant at) {}

    /** What the probe last found: not_found or unreadable; what it finds is settled. */
    record Probed(String found, Instant at) {}

    /** One that was settled. */
    record Settled(UUID call, String consequence, boolean executed, String by, Instant at) {}

    /** What came of it. */
    sealed interface Outcome {
        record Done() implements Outcome {}

        /** Nothing was changed: the problem's code, and in words why and what to do. */
        record Refused(int status, String code, String headline, String words) implements Outcome {}

        /** No such call, or not for this person. */
        record NotFound() implements Outcome {}
    }
}
