package dev.countersign.orchestrator.testing;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The application's clock, which a test may stop at a moment. It goes with the machine's unless one did. */
@Alternative
@Priority(1)
@Singleton
public class TestClock implements InstantSource {
    private volatile @Nullable Instant stoppedAt;

    @Override
    public Instant instant() {
        Instant stopped = stoppedAt;
        return stopped == null ? Instant.now() : stopped;
    }

    public void stopAt(Instant moment) {
        stoppedAt = moment;
    }

    public void goOn() {
        stoppedAt = null;
    }
}
