package dev.countersign.ui.review;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the desk answers to a vote. A refusal is a value with a name, never an exception (INTERFACE, Approvals). */
public sealed interface Answer {

    /** The vote is recorded, or was already: {@code repeated} is the same person's same verdict of the same round. */
    record Accepted(boolean repeated, Review review) implements Answer {}

    /**
     * The vote did not count and nothing was sent.
     *
     * @param code NOT_AN_APPROVER, SELF_APPROVAL, DIGEST_MISMATCH, STALE, EXPIRED, WITHDRAWN, ALREADY_DECIDED,
     *     ALREADY_VOTED, RECORD_UNREADABLE, POLICY_INDETERMINATE or INVALID
     * @param detail what happened, what did not, and what to do now, as a sentence
     * @param decidedBy the other person's name, only for ALREADY_DECIDED
     */
    record Refused(
            String code,
            String detail,
            @Nullable String decidedBy,
            @Nullable Instant decidedAt,
            @Nullable Verdict verdict)
            implements Answer {}

    /** There is no such approval, or this person may not see it. */
    record NotFound() implements Answer {}
}
