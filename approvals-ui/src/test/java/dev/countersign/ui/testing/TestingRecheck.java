package dev.countersign.ui.testing;

import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.review.PolicyRecheck;
import dev.countersign.ui.review.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Policy that has something new to say about the next card that is opened, when a test wants it. */
@ApplicationScoped
public class TestingRecheck implements PolicyRecheck {
    private final Map<UUID, Problem> found = new ConcurrentHashMap<>();

    /** The next one who opens it is told this. */
    public void find(UUID approval, Problem problem) {
        found.put(approval, problem);
    }

    @Override
    public Optional<Problem> opened(Viewer viewer, UUID approval) {
        return Optional.ofNullable(found.remove(approval));
    }
}
