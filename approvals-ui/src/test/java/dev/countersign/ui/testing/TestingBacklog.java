package dev.countersign.ui.testing;

import dev.countersign.ui.backlog.BacklogDesk;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A backlog in memory. */
@ApplicationScoped
public class TestingBacklog implements BacklogDesk {

    private volatile boolean empty;

    public void empty(boolean none) {
        empty = none;
    }

    @Override
    public Waiting backlog() {
        if (empty) {
            return new Waiting(0, null, 0, List.of(), List.of(), new Waited(0, null, null, null), 0, 0, 0);
        }
        Instant oldest = Instant.now().minusSeconds(9_300);
        return new Waiting(
                1_204,
                oldest,
                17,
                List.of(new Line("revops", 1_180, 12, oldest), new Line("finance", 24, 5, oldest.plusSeconds(900))),
                List.of(new Line("big-deal", 900, 17, oldest), new Line("tool:crm.update_owner", 304, 0, oldest)),
                new Waited(412, Duration.ofSeconds(340), Duration.ofMinutes(52), Duration.ofHours(3)),
                2,
                9,
                1);
    }
}
