package dev.countersign.ui.stop;

import dev.countersign.ui.inbox.Viewer;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the page of freezes and the notices of one need from the orchestrator. Blocks; called on virtual threads. */
public interface StopDesk {

    /** What can be stopped, by name. */
    Choices choices();

    /** What is frozen now, newest first, and what was released in the last 24 hours. */
    Board board();

    /** What stands in a scope now. */
    Stopped stopped(Scope scope);

    /** Asks to stop a scope. Who may do it is decided there, not by the page. */
    Outcome freeze(Viewer viewer, Scope scope, String reason);

    /** Lets calls go again; policy is asked again for each. */
    Outcome release(Viewer viewer, UUID freeze);

    /** The freezes that concern at least one of these approvals. */
    List<Frozen> over(Collection<UUID> approvals);

    /** The names there are; a connector with the words that tell it from others ("sandbox"). */
    record Choices(List<Connector> connectors, List<String> tools, List<String> workflows) {
        public Choices {
            connectors = List.copyOf(connectors);
            tools = List.copyOf(tools);
            workflows = List.copyOf(workflows);
        }

        /** A connector and where it leads. */
        public record Connector(String id, String environment) {}
    }

    /** Everything that holds, and what was lifted lately. */
    record Board(List<Frozen> frozen, List<Released> released) {
        public Board {
            frozen = List.copyOf(frozen);
            released = List.copyOf(released);
        }
    }

    /**
     * One freeze that holds.
     *
     * @param by name of the person
     * @param confirmedAt null while a call that began earlier may still go out
     * @param waiting calls that wait for its release, counted up to 1,000
     */
    record Frozen(
            UUID id,
            Scope scope,
            String reason,
            String by,
            Instant requestedAt,
            @Nullable Instant confirmedAt,
            int waiting) {}

    /** One freeze that was lifted. */
    record Released(Scope scope, String reason, String by, Instant requestedAt, String liftedBy, Instant liftedAt) {}

    /**
     * What a freeze stops, each counted up to 1,000.
     *
     * @param waiting permitted calls that were not sent yet
     * @param sent calls that are on their way: nothing stops those
     * @param runs runs that have not ended
     */
    record Stopped(int waiting, int sent, int runs) {}

    /** What came of asking. */
    sealed interface Outcome {
        record Done() implements Outcome {}

        /** Nothing was changed: the problem's code, and in words why and what to do. */
        record Refused(int status, String code, String headline, String words) implements Outcome {}
    }
}
