package dev.countersign.orchestrator.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyRevision;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every revision there ever was or that was proposed, and the way to open one beside the active one. */
@Singleton
public class Revisions {
    private final Database database;

    Revisions(Database database) {
        this.database = database;
    }

    /**
     * A revision as it is stored.
     *
     * @param activatedAt null while it was never active
     */
    public record Stored(
            PolicyRevision revision,
            JsonNode data,
            String proposedBy,
            Instant proposedAt,
            @Nullable String activatedBy,
            @Nullable Instant activatedAt) {}

    public Optional<Stored> find(String name) {
        throw new UnsupportedOperationException("being built");
    }

    /** Newest first, at most {@code max}, older than {@code before} (null for the newest). */
    public List<Stored> newest(@Nullable String before, int max) {
        throw new UnsupportedOperationException("being built");
    }

    /** Opens a decision point of a revision, in process, for whoever closes it. Blocks about a second. */
    public PolicyDecisionPoint open(Stored revision) {
        throw new UnsupportedOperationException("being built");
    }
}
