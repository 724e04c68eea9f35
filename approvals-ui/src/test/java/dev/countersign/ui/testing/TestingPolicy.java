package dev.countersign.ui.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.policy.Comparison;
import dev.countersign.ui.policy.Explained;
import dev.countersign.ui.policy.InForce;
import dev.countersign.ui.policy.PolicyDesk;
import dev.countersign.ui.policy.Revision;
import dev.countersign.ui.policy.RevisionPage;
import dev.countersign.ui.policy.Tried;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Policy in memory: three revisions, one guardrail of each kind, and an engine that can be taken away. */
@ApplicationScoped
public class TestingPolicy implements PolicyDesk {

    public static final UUID CALL = TestingTimeline.CALL;
    public static final String HOSTILE =
            "<script>window.owned=true</script>\u202Eevil {page.left} https://evil.example";

    private volatile @Nullable Trouble trouble;
    private volatile boolean hostile;
    private volatile @Nullable ObjectNode asked;

    /** Policy answers, and nobody has tampered with its words. */
    public void reset() {
        trouble = null;
        hostile = false;
        asked = null;
    }

    public void takeAway(Instant since, int waiting) {
        trouble = new Trouble(since, waiting);
    }

    public void bringBack() {
        trouble = null;
    }

    /** From here on every text that somebody outside can write is hostile. */
    public void poison() {
        hostile = true;
    }

    public @Nullable ObjectNode asked() {
        return asked;
    }

    @Override
    public InForce inForce(Viewer viewer) {
        boolean developer = viewer.has("developer");
        List<InForce.Rule> rules = TestingRules.all(developer ? CALL : null);
        return new InForce(
                revision(14),
                hostile
                        ? List.of(new InForce.Rule(
                                HOSTILE,
                                HOSTILE,
                                InForce.Kind.OWN,
                                List.of("crm.update_owner"),
                                HOSTILE,
                                HOSTILE,
                                null))
                        : rules);
    }

    @Override
    public Tried test(ObjectNode input) {
        asked = input;
        if (input.path("action").path("tool").isMissingNode()) {
            return new Tried.Wrong(List.of(
                    new Tried.Flaw("/action", "Add action."),
                    new Tried.Flaw("/extra<b>", "Remove it or correct its spelling: this key is not known here.")));
        }
        return new Tried.Answered(explained());
    }

    private Explained explained() {
        return new Explained(
                "require_approval",
                "big-deal",
                hostile ? HOSTILE : "Large opportunity",
                hostile ? HOSTILE : "Amount is 82000; above 50000 finance decides",
                "would pass if /record/amount is not above 50000",
                "14",
                TestingRules.misses(hostile ? HOSTILE : "1 of 5 calls for account acc-halden today"));
    }

    @Override
    public Optional<String> storedInput(Viewer viewer, UUID call) {
        return call.equals(CALL)
                ? Optional.of("{\n  \"phase\": \"propose\",\n  \"stored\": \""
                        + (hostile ? "</textarea>" : "of the call") + "\"\n}")
                : Optional.empty();
    }

    @Override
    public RevisionPage revisions(@Nullable Long before, int max) {
        long newest = before == null ? 14 : before - 1;
        List<Revision> found = LongStream.rangeClosed(Math.max(1, newest - Math.min(max, 8) + 1), newest)
                .mapToObj(TestingPolicy::revision)
                .toList()
                .reversed();
        long below = newest - found.size();
        return new RevisionPage(found, below < 1 ? null : revision(below));
    }

    @Override
    public Optional<Comparison> compare(long number, @Nullable Long against) {
        long before = against == null ? number - 1 : against;
        if (number < 1 || number > 15 || before > 15) {
            return Optional.empty();
        }
        return Optional.of(new Comparison(
                revision(number),
                before < 1 ? null : revision(before),
                number == 15 ? null : Long.toString(number + 1),
                hostile ? TestingRules.hostileDifference() : TestingRules.difference()));
    }

    @Override
    public Optional<Instant> troubleSince() {
        return trouble().map(Trouble::since);
    }

    @Override
    public Optional<Trouble> trouble() {
        return Optional.ofNullable(trouble);
    }

    private static Revision revision(long number) {
        boolean upload = number == 12 || number == 15;
        Instant proposed = Instant.parse("2026-11-19T09:12:40Z").plus(Duration.ofHours(7 * (number - 14)));
        return new Revision(
                Long.toString(number),
                "sha256:" + (number < 12 ? "3f9c21ab04d1" : "91b0d7e2c65a") + "7e".repeat(26),
                "sha256:" + "%04x".formatted(4_099 * number) + "b8".repeat(30),
                number == 1 ? "countersign" : "Dana Reyes",
                proposed,
                number == 15 ? null : upload ? "Omar Said" : number == 1 ? "countersign" : "Dana Reyes",
                number == 15 ? null : upload ? proposed.plus(Duration.ofMinutes(42)) : proposed,
                number == 14);
    }
}
