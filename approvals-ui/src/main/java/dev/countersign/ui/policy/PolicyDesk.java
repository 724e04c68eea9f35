package dev.countersign.ui.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.ui.inbox.Viewer;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the policy page and the notices about policy need from the orchestrator. Everything blocks and is called on
 * virtual threads, but {@link #troubleSince}, which is called anywhere.
 */
public interface PolicyDesk {

    /** The active revision, its guardrails in plain words, and when each of them last decided. */
    InForce inForce(Viewer viewer);

    /** Asks the active revision about an input. Changes nothing and reserves nothing. */
    Tried test(ObjectNode input);

    /**
     * What policy was asked when a call was decided, as JSON text for a person. Empty when there is no such call, when
     * this person may not see it, or when it was refused before policy was asked.
     */
    Optional<String> storedInput(Viewer viewer, UUID call);

    /** Newest first, at most {@code max}, older than {@code before} (null for the newest). */
    RevisionPage revisions(@Nullable Long before, int max);

    /**
     * What makes one revision differ from another.
     *
     * @param against null for the one before it
     * @return empty when there is no such revision
     */
    Optional<Comparison> compare(long revision, @Nullable Long against);

    /** Since when policy does not answer; empty while it does. Never blocks. */
    Optional<Instant> troubleSince();

    /** The same with what it means now: how many approved calls wait for policy, counted to 1,000. */
    Optional<Trouble> trouble();

    /**
     * Policy does not answer.
     *
     * @param waiting approved calls that wait for it
     */
    record Trouble(Instant since, int waiting) {}
}
