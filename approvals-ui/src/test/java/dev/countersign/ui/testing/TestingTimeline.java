package dev.countersign.ui.testing;

import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.policy.Explained;
import dev.countersign.ui.review.Review;
import dev.countersign.ui.timeline.CallDesk;
import dev.countersign.ui.timeline.CallStory;
import dev.countersign.ui.timeline.CallStory.Line;
import dev.countersign.ui.timeline.Prompt;
import dev.countersign.ui.timeline.RawEvents;
import dev.countersign.ui.timeline.RunDesk;
import dev.countersign.ui.timeline.RunPage;
import dev.countersign.ui.timeline.RunQuery;
import dev.countersign.ui.timeline.RunStory;
import dev.countersign.ui.timeline.RunStory.About;
import dev.countersign.ui.timeline.RunStory.Entry;
import dev.countersign.ui.timeline.RunStory.Sleep;
import dev.countersign.ui.timeline.RunStory.Spent;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One run that has ended with one of each kind of entry, one that goes on and grows, and one call of two rounds. */
@ApplicationScoped
public class TestingTimeline implements RunDesk, CallDesk {

    public static final UUID RUN = TestingReviews.id(900);
    public static final UUID GROWING = TestingReviews.id(901);
    public static final UUID CALL = TestingReviews.id(503);
    private static final Instant STARTED = Instant.parse("2026-11-19T14:01:48Z");
    private static final String HOSTILE = "</code><script>window.owned=true</script>\u202Egnol";

    private final AtomicInteger grown = new AtomicInteger(1);

    /** The run that goes on takes more steps. */
    public void grow(int steps) {
        grown.addAndGet(steps);
    }

    @Override
    public RunPage runs(Viewer viewer, RunQuery query) {
        List<RunPage.Row> rows = IntStream.range(0, 60)
                .mapToObj(TestingTimeline::row)
                .filter(row -> query.state() == null || query.state().equals(row.state()))
                .filter(row -> query.workflow() == null || query.workflow().equals(row.workflow()))
                .skip(query.cursor() == null ? 0 : query.limit())
                .toList();
        boolean more = rows.size() > query.limit();
        return new RunPage(
                rows.subList(0, Math.min(rows.size(), query.limit())),
                more ? "next" : null,
                List.of("lead-follow-up", "pipeline-hygiene"));
    }

    private static RunPage.Row row(int n) {
        String state = List.of("parked", "running", "completed", "failed").get(n % 4);
        return new RunPage.Row(
                n == 0 ? RUN : TestingReviews.id(2_000 + n),
                n % 3 == 0 ? "pipeline-hygiene" : "lead-follow-up",
                7,
                state,
                state.equals("parked") ? "a person’s decision" : null,
                "Dana Reyes",
                STARTED.minusSeconds(600L * n),
                3,
                n == 1 ? 0 : 14_206,
                n == 1 ? 0 : 611);
    }

    @Override
    public Optional<RunStory> run(Viewer viewer, UUID run, long after) {
        if (run.equals(GROWING)) {
            return Optional.of(growing(after));
        }
        if (!run.equals(RUN)) {
            return Optional.empty();
        }
        return Optional.of(new RunStory(
                RUN,
                "pipeline-hygiene",
                7,
                "Halden Robotics",
                "completed",
                "Dana Reyes",
                "demo-agent",
                "Priya Nair",
                null,
                "Stage and close date updated. <script>window.owned=true</script>",
                null,
                new RunStory.Usage(
                        3, 50, 14_206, 611, 100_000L, new BigDecimal("0.04"), new BigDecimal("2.00"), 18_842, 1, 1),
                "214",
                STARTED,
                STARTED.plusSeconds(345),
                Duration.ofSeconds(321),
                new RunStory.Part(entries(), 0, 17, false, viewer.has("developer"))));
    }

    private RunStory growing(long after) {
        var entries = new ArrayList<Entry>();
        for (int step = (int) after + 1; step <= grown.get(); step++) {
            entries.add(
                    Entry.of(STARTED.plusSeconds(step), "Model, step " + step, "Asked for 1 call.", About.step(step)));
        }
        return new RunStory(
                GROWING,
                "lead-follow-up",
                2,
                null,
                "running",
                "Dana Reyes",
                null,
                null,
                null,
                null,
                null,
                new RunStory.Usage(grown.get(), 50, 0, 0, null, BigDecimal.ZERO, null, 0, 0, 0),
                "214",
                STARTED,
                null,
                Duration.ZERO,
                new RunStory.Part(entries, after, grown.get(), false, false));
    }

    @Override
    public Optional<Prompt> prompt(Viewer viewer, UUID run, int step) {
        if (!run.equals(RUN) || step > 3 || !viewer.has("developer")) {
            return Optional.empty();
        }
        return Optional.of(new Prompt(
                RUN,
                "pipeline-hygiene",
                step,
                List.of(
                        new Prompt.Message("system", "Keep the pipeline tidy.\nAsk before you move a stage."),
                        new Prompt.Message("user", "{\"account_id\": \"acc-halden\"}"),
                        new Prompt.Message("tool", "{\"phone\": \"••••\", \"note\": \"" + HOSTILE + "\"}")),
                List.of(new Prompt.Tool("crm__get_account", "Reads an account.", "{\n  \"type\": \"object\"\n}")),
                step == 3 ? Prompt.Proof.NOT_TAKEN : Prompt.Proof.SAME,
                "{\"step\": " + step + "}"));
    }

    @Override
    public Optional<RawEvents> events(Viewer viewer, UUID run, long after) {
        return run.equals(RUN)
                ? Optional.of(new RawEvents("{\"items\": [], \"next_after\": " + after + "}"))
                : Optional.empty();
    }

    @Override
    public Optional<CallStory> call(Viewer viewer, UUID call, int round) {
        if (!call.equals(CALL)) {
            return Optional.empty();
        }
        boolean changed = round == 1;
        Review move = TestingReviews.move(Instant.now());
        Review shown = changed ? move : TestingRounds.askedAgain(move, Instant.now());
        return Optional.of(new CallStory(
                CALL,
                RUN,
                TestingReviews.MOVE,
                "crm.update_opportunity_stage",
                "outcome_unknown",
                List.of(
                        new CallStory.Section(
                                "Who",
                                List.of(
                                        Line.to("Workflow", "pipeline-hygiene, version 7", "/runs/" + RUN),
                                        Line.of("On behalf of", "Priya Nair, person"),
                                        Line.at("Approved by", "Maya Lindqvist", STARTED.plusSeconds(326)))),
                        new CallStory.Section("Sending", List.of(Line.of("Attempts", "1"), Line.of("Note", HOSTILE)))),
                new Explained(
                        "require_approval",
                        "crm.stage_over_amount",
                        "Opportunity over 50k",
                        "Amount is 82000 EUR; the limit is 50000 EUR",
                        "would pass if /record/amount is not above 50000",
                        "214",
                        TestingRules.misses("1 of 5 calls for account acc-halden today")),
                "Revision 215 would permit it.",
                "{\n  \"stage\": \"Negotiation\",\n  \"close_date\": \"2027-01-15\"\n}",
                "{\n  \"stage\": \"Negotiation\"\n}",
                "{\"phone\": \"•••• 4471\"}",
                "2 fields masked, 31 fields kept back, 6.1 KiB not sent to the model",
                List.of(
                        new CallStory.Round(1, STARTED.plusSeconds(5), "The record changed."),
                        new CallStory.Round(2, STARTED.plusSeconds(60), "Approved by Maya Lindqvist.")),
                new CallStory.Shown(
                        shown,
                        "{\n  \"round\": " + shown.round() + "\n}",
                        changed ? "sha256:" + "0".repeat(64) : shown.digest())));
    }

    private static List<Entry> entries() {
        About call = About.call(CALL);
        return List.of(
                entry(1, "Model, step 1", "Asked for 1 call.", About.step(1)).spending(new Spent(4_374, 301, null)),
                entry(2, "Called crm.get_account", "Attempt 1. Permitted by policy in 0.8 ms.", call)
                        .decides(),
                entry(4, "Model, step 2", null, About.step(2))
                        .saying("The stage is <b>stale</b>.")
                        .spending(new Spent(4_812, 214, null)),
                entry(
                                5,
                                "Policy: asks a person",
                                "Opportunity over 50k. Amount is 82,000 EUR; the limit is 50,000 EUR. For revops, tier T1.",
                                call.with(TestingReviews.MOVE).by("crm.stage_over_amount"))
                        .decides()
                        .sleeping(new Sleep(STARTED.plusSeconds(326))),
                entry(
                                326,
                                "Approved by Maya Lindqvist",
                                "Round 1, as proposed.",
                                call.with(TestingReviews.MOVE).seen(1, "Maya"))
                        .decides(),
                entry(337, "Result of crm.update_opportunity_stage", "412 ms after it was sent.", call)
                        .answering(new RunStory.Result(
                                "{\"id\": \"006-halden-27\", \"stage\": \"Negotiation\",\n \"phone\": \"•••• 4471\"}",
                                "2 fields masked, 31 fields kept back, 6.1 KiB not sent to the model"))
                        .spending(new Spent(0, 0, new BigDecimal("0.04"))),
                entry(338, "Approval paused", "By Omar Haddad.", call),
                entry(343, "Model, step 3", "Ended the run.", About.step(3))
                        .saying("Stage and close date updated.")
                        .spending(new Spent(5_020, 96, null)));
    }

    private static Entry entry(int second, String what, @Nullable String detail, About about) {
        return Entry.of(STARTED.plusSeconds(second), what, detail, about);
    }
}
