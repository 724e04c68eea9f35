package dev.countersign.ui.inbox;

import dev.countersign.ui.card.Tier;
import org.jspecify.annotations.Nullable;

/**
 * What the list shows, every part of it in the URL.
 *
 * @param order null for the one that this person chose last
 * @param cursor where the last page ended, null for the first; one of another view or order is as good as none
 * @param limit rows a page, 1 to 200
 */
public record InboxQuery(
        View view,
        @Nullable Order order,
        Filter filter,
        @Nullable String cursor,
        int limit) {

    /** One view in the order that this person chose last. */
    public InboxQuery(View view, @Nullable String cursor, int limit) {
        this(view, null, Filter.NONE, cursor, limit);
    }

    /** The lists that stand in the rail. All but the last three hold what waits. */
    public enum View {
        /** Waits for my groups, and I have neither voted on it nor put it off. */
        MINE,
        /** All that waits in my groups or, for those who may read all, everywhere; without what I put off. */
        TEAM,
        /** Waits for my groups without my vote, and nobody has claimed it. */
        UNASSIGNED,
        /** Runs out within the hour, put off or not. */
        EXPIRING,
        /** Put off by me, the one that comes back first before the others. */
        SNOOZED,
        /** Approved, and then it failed, was refused, or nobody knows. */
        FAILED,
        /** What I voted on, newest first, with what became of it. */
        DECIDED;

        /** Whether a person may choose its order; the others have the one that their name says. */
        public boolean isOrdered() {
            return this == MINE || this == TEAM || this == UNASSIGNED;
        }
    }

    /** How a list is sorted. */
    public enum Order {
        EXPIRY,
        NEWEST,
        OLDEST,
        TIER
    }

    /**
     * What items have in common; a null member lets all pass.
     *
     * @param workflow id of the agent's workflow
     * @param tool dotted name
     * @param ref what it is about, as in {@code account:acc-1}
     * @param rule id of the rule that asks
     */
    public record Filter(
            @Nullable String workflow,
            @Nullable String tool,
            @Nullable String ref,
            @Nullable String rule,
            @Nullable Tier tier) {

        public static final Filter NONE = new Filter(null, null, null, null, null);

        public boolean isEmpty() {
            return equals(NONE);
        }
    }
}
