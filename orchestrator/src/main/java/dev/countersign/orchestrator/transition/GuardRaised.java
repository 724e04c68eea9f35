package dev.countersign.orchestrator.transition;

/**
 * The statement raised on purpose, or hit a unique key that stands for a race: nothing of it was written.
 *
 * @see #LIMIT
 */
public final class GuardRaised extends RuntimeException {
    /** A limit filled up, or a duplicate came first, between the decision and its commit. */
    public static final String LIMIT = "CS001";

    /** A unique key was there already. */
    public static final String UNIQUE = "23505";

    private final String sqlState;

    GuardRaised(String sqlState, String message, Throwable cause) {
        super(message, cause);
        this.sqlState = sqlState;
    }

    public boolean is(String state) {
        return sqlState.equals(state);
    }
}
