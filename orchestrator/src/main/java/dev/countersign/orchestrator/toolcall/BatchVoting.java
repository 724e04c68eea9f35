package dev.countersign.orchestrator.toolcall;

import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.principal.Caller;
import dev.countersign.orchestrator.transition.StoreUnavailable;
import dev.countersign.ui.review.Reason;
import dev.countersign.ui.review.Verdict;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Many votes of one person at once, each exactly as if it had come alone: its own record read again, its own statement,
 * its own answer. They run beside each other, so that a slow record holds up only itself; what is not through by the
 * deadline has not happened.
 */
@Singleton
public class BatchVoting {
    /** As many items as one submission may have. */
    public static final int MAX = 200;

    private static final Logger LOG = Logger.getLogger(BatchVoting.class);

    private final Voting voting;
    private final Approvals approvals;
    private final BatchConfig config;
    private final Beside beside;

    BatchVoting(Voting voting, Approvals approvals, BatchConfig config) {
        this.voting = voting;
        this.approvals = approvals;
        this.config = config;
        this.beside = new Beside(config.concurrency());
    }

    /** One vote of a submission. */
    public record Item(
            UUID approval,
            Verdict verdict,
            String digest,
            @Nullable Reason reason) {}

    /** What came of one item. */
    public sealed interface Outcome {
        /** It was voted on; the result is that of a single vote. */
        record Voted(Voting.Result result) implements Outcome {}

        /** The same approval stands earlier in the submission; only that one counts. */
        record Twice() implements Outcome {}

        /** Only T1 is decided in a batch. */
        record NotRoutine(String tier) implements Outcome {}

        /** It was not reached in time. Nothing happened to it. */
        record Late() implements Outcome {}

        /** The database did not answer: the vote may be recorded. The same vote again counts once. */
        record Unanswered() implements Outcome {}

        /** Something failed here; the log has the cause. */
        record Failed() implements Outcome {}
    }

    /** The outcomes in the order of the items; at most {@link #MAX} of them. */
    public List<Outcome> vote(Caller caller, List<Item> items) {
        if (items.size() > MAX) {
            throw new IllegalArgumentException(items.size() + " items");
        }
        Map<UUID, String> tiers =
                approvals.tiers(items.stream().map(Item::approval).toList());
        var seen = new HashSet<UUID>();
        var works = new ArrayList<Beside.Work<Outcome>>();
        for (Item item : items) {
            String tier = tiers.getOrDefault(item.approval(), "T1");
            if (!seen.add(item.approval())) {
                works.add(inTime -> new Outcome.Twice());
            } else if (!tier.equals("T1")) {
                works.add(inTime -> new Outcome.NotRoutine(tier));
            } else {
                works.add(voting(caller, item));
            }
        }
        return beside.all(works, config.deadline()).stream()
                .map(outcome -> outcome.orElseGet(Outcome.Late::new))
                .toList();
    }

    private Beside.Work<Outcome> voting(Caller caller, Item item) {
        return inTime -> {
            try {
                return new Outcome.Voted(
                        voting.vote(caller, item.approval(), item.verdict(), item.digest(), item.reason(), inTime));
            } catch (StoreUnavailable away) {
                return new Outcome.Unanswered();
            } catch (RuntimeException e) {
                LOG.errorf(e, "a vote of a batch failed, approval=%s", item.approval());
                return new Outcome.Failed();
            }
        };
    }
}
