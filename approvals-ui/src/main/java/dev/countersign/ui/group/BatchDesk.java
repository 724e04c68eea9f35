package dev.countersign.ui.group;

import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.review.Reason;
import dev.countersign.ui.review.Verdict;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the tables need from the orchestrator. All of it blocks and is called on virtual threads. */
public interface BatchDesk {

    /** As many rows as a table and a submission may have. */
    int MAX = 200;

    /** Fewer alike items than this stand in the list one by one. */
    int PILE = 10;

    /** Piles among the items of one page of the list: at least {@link #PILE} alike ones each, in the order of the page. */
    List<Pile> piles(Viewer viewer, List<UUID> page);

    /**
     * Alike items that wait for this person's groups, soonest to expire first; at most {@link #MAX}. Records that were
     * read long ago are read again, as far as that is quick.
     */
    Group group(Viewer viewer, String key);

    /** Exactly these items, as far as they are there and may be seen, in this order; at most {@link #MAX}. */
    Group picked(Viewer viewer, List<UUID> ids);

    /** One vote for each item, each with its own answer, in the same order. */
    List<Answered> decide(Viewer viewer, Verdict verdict, @Nullable Reason reason, List<Ticked> items);

    /** A row that was ticked, with the digest of what it showed. */
    record Ticked(UUID approval, String digest) {}

    /**
     * What came of one vote.
     *
     * @param refusal null when it counts, or counted already
     */
    record Answered(UUID approval, @Nullable Refusal refusal) {}

    /** Why a vote did not count: a code of the outer interface, and a sentence. */
    record Refusal(String code, String detail) {}
}
