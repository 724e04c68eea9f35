package dev.countersign.ui.testing;

import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.review.Attention;
import dev.countersign.ui.review.AttentionDesk;
import dev.countersign.ui.review.Review;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Claims and snoozes in memory: one holder at a time, and nothing is put off beyond a day. */
@ApplicationScoped
public class TestingAttention implements AttentionDesk {

    private record Claim(Viewer by, Instant until) {}

    private record Mark(String person, UUID approval) {}

    private final Map<UUID, Claim> claims = new ConcurrentHashMap<>();
    private final Map<Mark, Instant> snoozes = new ConcurrentHashMap<>();

    void forget() {
        claims.clear();
        snoozes.clear();
    }

    Attention of(Review review, Viewer viewer) {
        Claim claim = claims.get(review.id());
        Attention seeded = review.aside().attention();
        return new Attention(
                claim == null ? seeded.claimedBy() : claim.by().name(),
                claim == null ? seeded.claimedByViewer() : claim.by().id().equals(viewer.id()),
                claim == null ? seeded.claimedUntil() : claim.until(),
                until(viewer, review.id()),
                seeded.escalatedAt(),
                seeded.editedBy());
    }

    public @Nullable Instant until(Viewer viewer, UUID approval) {
        return snoozes.get(new Mark(viewer.id(), approval));
    }

    /** Somebody else's claim. */
    public void claimed(UUID approval, Viewer by) {
        claims.put(approval, new Claim(by, Instant.now().plus(Duration.ofMinutes(2))));
    }

    @Override
    public Attended claim(Viewer viewer, UUID approval) {
        Claim held = claims.get(approval);
        if (held != null && !held.by().id().equals(viewer.id())) {
            return new Attended.Refused("CLAIMED", held.by().name() + " has it. You can decide it all the same.");
        }
        claimed(approval, viewer);
        return new Attended.Done();
    }

    @Override
    public Attended release(Viewer viewer, UUID approval) {
        claims.remove(approval);
        return new Attended.Done();
    }

    @Override
    public Attended snooze(Viewer viewer, UUID approval, Instant until) {
        if (until.isAfter(Instant.now().plus(Duration.ofDays(1)))) {
            return new Attended.Refused("INVALID", "It expires before that, and has to come back first.");
        }
        snoozes.put(new Mark(viewer.id(), approval), until);
        return new Attended.Done();
    }

    @Override
    public Attended snooze(Viewer viewer, UUID approval, Duration span) {
        return snooze(viewer, approval, Instant.now().plus(span));
    }

    @Override
    public Attended wake(Viewer viewer, UUID approval) {
        snoozes.remove(new Mark(viewer.id(), approval));
        return new Attended.Done();
    }
}
