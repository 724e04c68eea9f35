package dev.countersign.policy.decision;

/**
 * The policy decision point of one revision. All methods block briefly (tens of microseconds in process, a bounded
 * network call otherwise), are thread safe, must not be called on an event loop, and never throw: what cannot be
 * answered cleanly is {@link Decision.Indeterminate}.
 */
public interface PolicyDecisionPoint extends AutoCloseable {

    /** The revision whose rules and data answer here, always the same one. */
    PolicyRevision revision();

    /** Which counters and dedupe keys the decision will look at, so that the caller can read them first. */
    Needs needs(PolicyInput input);

    /** The decision. Undefined, error, time-out or malformed is Indeterminate. */
    Decision decide(PolicyInput input);

    /** The decision with what nearly mattered; for people, not for the hot path. */
    Explanation explain(PolicyInput input);

    /**
     * The owner wants no more answers. What was asked before still gets its answer; what is asked afterwards is
     * indeterminate. A point that is only replaced by a newer revision's is not closed but let go: a decision that
     * began with it may still have to ask it, and memory is all that it holds, which goes with the last reference.
     */
    @Override
    void close();
}
