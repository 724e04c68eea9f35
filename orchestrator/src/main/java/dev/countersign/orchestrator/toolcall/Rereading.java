package dev.countersign.orchestrator.toolcall;

import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.transition.StoreUnavailable;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Looks again at records that were read long ago, before people decide many of them at once. One that moved is asked
 * anew, as a vote on it would do; one that cannot be read in time stays as it was.
 */
@Singleton
public class Rereading {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Voting voting;
    private final InstantSource clock;
    private final Beside beside;

    Rereading(Voting voting, InstantSource clock, BatchConfig config) {
        this.voting = voting;
        this.clock = clock;
        this.beside = new Beside(config.concurrency());
    }

    /**
     * @param unchanged when each record was found to be as its card says
     * @param moved whether others were asked anew
     */
    public record Found(Map<UUID, Instant> unchanged, boolean moved) {}

    public Found look(List<Approval> approvals) {
        List<Optional<Voting.Result>> answers =
                beside.all(approvals.stream().map(this::reading).toList(), PATIENCE);
        var unchanged = new HashMap<UUID, Instant>();
        boolean moved = false;
        for (int i = 0; i < answers.size(); i++) {
            switch (answers.get(i).orElse(null)) {
                case Voting.Result.Repeated same -> unchanged.put(same.approval(), clock.instant());
                case Voting.Result.Refused refused -> moved |= refused.code() == VoteRefusal.STALE;
                case Voting.Result.Recorded recorded -> {}
                case Voting.Result.NotFound none -> {}
                case null -> {}
            }
        }
        return new Found(Map.copyOf(unchanged), moved);
    }

    /** Repeated says: the same as the card. */
    private Beside.Work<Voting.Result> reading(Approval approval) {
        return inTime -> {
            try {
                return voting.readAgain(approval, inTime).orElseGet(() -> new Voting.Result.Repeated(approval.id()));
            } catch (StoreUnavailable away) {
                return new Voting.Result.NotFound();
            }
        };
    }
}
