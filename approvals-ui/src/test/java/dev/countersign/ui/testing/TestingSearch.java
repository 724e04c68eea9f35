package dev.countersign.ui.testing;

import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.search.FoundPage;
import dev.countersign.ui.search.SearchDesk;
import dev.countersign.ui.search.Sought;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds one of each kind for "halden", nothing for anything else, and remembers what it was asked. */
@ApplicationScoped
public class TestingSearch implements SearchDesk {

    private volatile @Nullable Sought last;

    public @Nullable Sought last() {
        return last;
    }

    @Override
    public FoundPage find(Viewer viewer, Sought sought) {
        last = sought;
        if (!"halden".equals(sought.words())) {
            return new FoundPage(List.of(), null);
        }
        Instant at = Instant.parse("2026-11-19T14:01:53Z");
        return new FoundPage(
                List.of(
                        new FoundPage.Item(
                                FoundPage.Kind.CALL,
                                TestingTimeline.CALL,
                                "crm.update_opportunity_stage, succeeded",
                                at),
                        new FoundPage.Item(
                                FoundPage.Kind.APPROVAL,
                                TestingReviews.MOVE,
                                "Move Halden Robotics from Proposal to Negotiation <script>window.owned=true</script>",
                                at),
                        new FoundPage.Item(
                                FoundPage.Kind.RUN,
                                TestingTimeline.RUN,
                                "pipeline-hygiene version 7, completed",
                                at.minusSeconds(5))),
                sought.cursor() == null ? "next" : null);
    }
}
