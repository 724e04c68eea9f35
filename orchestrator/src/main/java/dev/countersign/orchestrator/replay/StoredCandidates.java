package dev.countersign.orchestrator.replay;

import dev.countersign.orchestrator.policy.Revisions;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Every revision that is stored, active once or never. */
@Singleton
class StoredCandidates implements Candidates {
    private final Revisions revisions;

    StoredCandidates(Revisions revisions) {
        this.revisions = revisions;
    }

    @Override
    public Optional<Candidate> find(String revision) {
        return revisions
                .find(revision)
                .map(stored -> new Candidate(stored.revision().name(), stored.data()));
    }

    @Override
    public PolicyDecisionPoint open(Candidate candidate) {
        Revisions.Stored stored = revisions
                .find(candidate.revision())
                .orElseThrow(() -> new IllegalStateException("there is no revision " + candidate.revision()));
        return revisions.open(stored);
    }
}
