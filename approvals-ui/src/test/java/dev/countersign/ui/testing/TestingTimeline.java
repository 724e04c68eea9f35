package dev.countersign.ui.testing;

import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.policy.Explained;
import dev.countersign.ui.timeline.CallStory;
import dev.countersign.ui.timeline.RunStory;
import dev.countersign.ui.timeline.RunStory.Entry;
import dev.countersign.ui.timeline.Timeline;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One run with one of each kind of entry, and one call. */
@ApplicationScoped
public class TestingTimeline implements Timeline {

    public static final UUID RUN = TestingReviews.id(900);
    public static final UUID CALL = TestingReviews.id(503);

    @Override
    public Optional<RunStory> run(Viewer viewer, UUID run) {
        if (!run.equals(RUN)) {
            return Optional.empty();
        }
        return Optional.of(new RunStory(
                RUN,
                "pipeline-hygiene",
                7,
                "completed",
                "Dana Reyes",
                "Priya Nair",
                null,
                "Stage and close date updated. <script>window.owned=true</script>",
                null,
                3,
                14_206,
                611,
                18_842,
                1,
                1,
                "214",
                Instant.parse("2026-11-19T14:01:48Z"),
                Instant.parse("2026-11-19T14:07:33Z"),
                entries()));
    }

    @Override
    public Optional<CallStory> call(Viewer viewer, UUID call) {
        if (!call.equals(CALL)) {
            return Optional.empty();
        }
        return Optional.of(new CallStory(
                CALL,
                RUN,
                TestingReviews.MOVE,
                "crm.update_opportunity_stage",
                "outcome_unknown",
                List.of(
                        new CallStory.Line("Workflow", "pipeline-hygiene version 7", null),
                        new CallStory.Line("Attempts", "1", null)),
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
                "{\"phone\": \"•••• 4471\"}"));
    }

    private static List<Entry> entries() {
        return List.of(
                entry("14:01:49", "Model, step 1", "Asked for 1 call", null, null, false, false, 4_374L, 301L),
                entry(
                        "14:01:50",
                        "Read crm.get_account",
                        "Permitted by policy, 38 ms",
                        null,
                        null,
                        true,
                        false,
                        null,
                        null),
                entry(
                        "14:01:52",
                        "Model, step 2",
                        null,
                        "The stage is <b>stale</b>.",
                        null,
                        false,
                        false,
                        4_812L,
                        214L),
                entry(
                        "14:01:53",
                        "Policy asks a person",
                        "Opportunity over 50k. Amount is 82,000 EUR; the limit is 50,000 EUR.",
                        null,
                        null,
                        true,
                        false,
                        null,
                        null),
                entry(
                        "14:01:53",
                        "Waited 5 min 21 s",
                        "For revops, tier T1. The agent used nothing while it slept.",
                        null,
                        null,
                        false,
                        true,
                        null,
                        null),
                entry(
                        "14:07:14",
                        "Approved by Maya Lindqvist",
                        "1 of 1 vote, as proposed, bound to record version 37.",
                        null,
                        null,
                        true,
                        false,
                        null,
                        null),
                entry(
                        "14:07:25",
                        "Result, masked for the model",
                        null,
                        null,
                        "{\"id\": \"006-halden-27\", \"stage\": \"Negotiation\",\n \"phone\": \"•••• 4471\"}",
                        false,
                        false,
                        null,
                        null),
                entry(
                        "14:07:31",
                        "Model, step 3",
                        "Ended the run.",
                        "Stage and close date updated.",
                        null,
                        false,
                        false,
                        5_020L,
                        96L));
    }

    private static Entry entry(
            String at,
            String what,
            @Nullable String detail,
            @Nullable String words,
            @Nullable String code,
            boolean decided,
            boolean asleep,
            @Nullable Long in,
            @Nullable Long out) {
        boolean policy = what.startsWith("Policy");
        return new Entry(
                Instant.parse("2026-11-19T" + at + "Z"),
                what,
                detail,
                words,
                code,
                decided,
                asleep,
                policy ? CALL : null,
                policy ? TestingReviews.MOVE : null,
                in,
                out,
                policy ? "crm.stage_over_amount" : null);
    }
}
