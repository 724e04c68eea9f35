package dev.countersign.orchestrator.replay;

import dev.countersign.orchestrator.policy.Revisions;
import dev.countersign.policy.decision.Decision;
import dev.countersign.policy.decision.Explanation;
import dev.countersign.policy.decision.Needs;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyInput;
import dev.countersign.policy.decision.PolicyRevision;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** The revisions that are stored, and on demand an engine in trouble for every one of them. */
@Alternative
@Priority(1)
@Singleton
class TestCandidates implements Candidates {

    /** What goes wrong with the engine that is opened next. */
    enum Trouble {
        NONE,
        CANNOT_BE_OPENED,
        THROWS,
        HANGS
    }

    private final AtomicReference<Trouble> trouble = new AtomicReference<>(Trouble.NONE);
    private final AtomicReference<CountDownLatch> hanging = new AtomicReference<>(new CountDownLatch(1));
    private final StoredCandidates stored;

    TestCandidates(Revisions revisions) {
        this.stored = new StoredCandidates(revisions);
    }

    void next(Trouble kind) {
        trouble.set(kind);
        hanging.set(new CountDownLatch(1));
    }

    /** Lets everything that hangs go on. */
    void release() {
        trouble.set(Trouble.NONE);
        hanging.get().countDown();
    }

    @Override
    public Optional<Candidate> find(String revision) {
        return stored.find(revision);
    }

    @Override
    public PolicyDecisionPoint open(Candidate candidate) {
        return switch (trouble.get()) {
            case NONE -> stored.open(candidate);
            case CANNOT_BE_OPENED -> throw new IllegalStateException("rule:mine lacks its title");
            case THROWS ->
                new Broken(candidate.revision(), () -> {
                    throw new IllegalStateException("broken on purpose");
                });
            case HANGS -> {
                CountDownLatch until = hanging.get();
                yield new Broken(candidate.revision(), () -> {
                    try {
                        until.await();
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
        };
    }

    private record Broken(String name, Runnable act) implements PolicyDecisionPoint {
        @Override
        public PolicyRevision revision() {
            return new PolicyRevision(name, "sha256:0", "sha256:0");
        }

        @Override
        public Needs needs(PolicyInput input) {
            return Needs.NONE;
        }

        @Override
        public Decision decide(PolicyInput input) {
            act.run();
            return new Decision.Indeterminate(revision(), "the engine was broken on purpose");
        }

        @Override
        public Explanation explain(PolicyInput input) {
            throw new IllegalStateException("never asked");
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }
}
