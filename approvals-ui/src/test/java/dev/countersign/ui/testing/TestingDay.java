package dev.countersign.ui.testing;

import dev.countersign.ui.day.Day;
import dev.countersign.ui.day.DayDesk;
import dev.countersign.ui.inbox.Viewer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** A day like any other. */
@ApplicationScoped
public class TestingDay implements DayDesk {

    @Override
    public Day today(Viewer viewer) {
        Instant since = Instant.now().truncatedTo(ChronoUnit.DAYS);
        return new Day(
                since,
                since.plusSeconds(60),
                1_190,
                94,
                17,
                new Day.Rule("Daily limit", 12),
                false,
                2,
                31,
                4,
                List.of(
                        new Day.Done(
                                TestingReviews.id(503),
                                "Log call of 24 min with Osprey Freight, 19 Nov 2026, 11:20",
                                "activities on own accounts",
                                "pipeline-hygiene"),
                        new Day.Done(
                                TestingReviews.id(504),
                                "Set lead Marlow Studios from New to Working",
                                "status one step forward, mail answered today",
                                "inbound-router"),
                        new Day.Done(
                                TestingReviews.id(505),
                                "Create task for <b>Lee</b> Carter: send order form to Kestrel Air by 23 Nov",
                                "tasks for own team",
                                "account-brief")));
    }
}
