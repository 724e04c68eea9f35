package dev.countersign.ui.review;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.ui.card.Card;
import dev.countersign.ui.card.ChangeView;
import dev.countersign.ui.card.FieldValue;
import dev.countersign.ui.card.Figures;
import dev.countersign.ui.card.MergedView;
import dev.countersign.ui.card.Sentence;
import dev.countersign.ui.card.Tier;
import dev.countersign.ui.page.InertText;
import dev.countersign.ui.page.Moment;
import dev.countersign.ui.policy.PolicyLinks;
import io.quarkus.qute.TemplateData;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The card as the template shows it: every text inert, every time a {@link Moment}, nothing left to compute. */
@TemplateData
public record CardView(
        String id,
        String runId,
        String callId,
        String state,
        int round,
        String digest,
        Strip strip,
        Sentence sentence,
        String approve,
        String action,
        List<ChangeView> changes,
        boolean drifted,
        boolean compared,
        List<Card.Fact> account,
        List<String> lost,
        List<MergedView> merged,
        @Nullable Letter letter,
        Why why,
        Votes votes,
        @Nullable Moment readAt,
        String version,
        @Nullable InertText words,
        String editedBy,
        Reasked asked,
        boolean open,
        boolean mayVote,
        String whyNot,
        Outcome outcome,
        TakebackView back,
        RetryView again,
        BesideView beside,
        Checks checks) {

    private static final int WORDS_MAX_CHARS = 4_000;
    private static final int BODY_MAX_CHARS = 100_000;

    /** Tier, reversible, reach, expires and what the run has used so far. */
    @TemplateData
    public record Strip(
            String tier,
            String tierWords,
            String undoIcon,
            String undo,
            String undoWords,
            boolean danger,
            boolean outward,
            String reach,
            String reachWords,
            Moment left,
            Moment expires,
            String spent,
            String steps,
            String workflow) {}

    /** The rule, in words. */
    @TemplateData
    public record Why(String title, String because, String wouldPass, String rule, String ruleHref, String revision) {}

    /** A mail as its reader will get it. */
    @TemplateData
    public record Letter(String from, List<Reader> to, String reader, String subject, InertText body, int links) {}

    /** Who will read it. */
    @TemplateData
    public record Reader(String name, String roles, String address, boolean newDomain) {}

    /**
     * How it came to be asked like this.
     *
     * @param edit whether this person may change what would be sent
     * @param rose that the tier rose, and why; empty when it did not
     */
    @TemplateData
    public record Reasked(boolean edit, String rose, boolean stricter, boolean wouldPass) {}

    /** The votes of this round. */
    @TemplateData
    public record Votes(int quorum, long approvals, List<Vote> given, boolean last) {}

    /** One vote of this round. */
    @TemplateData
    public record Vote(String by, String did, Moment at) {}

    public static CardView of(Review review, Instant now) {
        Card card = review.card();
        String editedBy = review.aside().attention().editedBy();
        List<ChangeView> changes = ChangeView.of(card.changes(), editedBy != null);
        boolean stale = review.state() == ReviewState.STALE;
        return new CardView(
                review.id().toString(),
                review.runId().toString(),
                review.callId().toString(),
                review.state().wire(),
                review.round(),
                review.digest(),
                strip(review, now),
                Sentence.of(card),
                stale ? "Approve on new values" : "Approve",
                line(card.action(), 100),
                changes,
                card.changes().stream().anyMatch(change -> change.seen() != null),
                changes.stream().anyMatch(line -> !line.difference().isEmpty()),
                card.account().stream().map(fact -> fact(fact)).toList(),
                card.lost().stream().map(text -> line(text, 500)).toList(),
                MergedView.of(card.merged()),
                letter(card.message()),
                why(card.why(), review.policyRevision()),
                votes(review, now),
                card.readAt() == null ? null : Moment.clock(card.readAt(), now),
                version(card.recordVersion()),
                card.agentWords() == null || card.agentWords().isBlank()
                        ? null
                        : InertText.block(card.agentWords().strip(), WORDS_MAX_CHARS),
                editedBy == null ? "" : line(editedBy, 200),
                asked(review),
                review.state().takesVotes(),
                review.mayVote(),
                review.whyNot() == null ? "You cannot vote on this." : line(review.whyNot(), 500),
                Outcome.of(review, now),
                TakebackView.of(review, now),
                RetryView.of(review.aside().retry(), now),
                BesideView.of(review.aside(), now),
                Checks.of(review));
    }

    /** Whether there is no record yet, so that a column "Now" would be empty. */
    public boolean creates() {
        return readAt == null && changes.stream().allMatch(ChangeView::nowEmpty);
    }

    /** Whether the card would otherwise say nothing of what happens to the record. */
    public boolean withoutChanges() {
        return changes.isEmpty() && lost.isEmpty() && letter == null;
    }

    /** Whether Approve waits until the end of what would be sent was in view. */
    public boolean needsReading() {
        return strip.tier().equals("T2");
    }

    /** Whether Approve waits for ticks, and perhaps for a count. */
    public boolean needsTick() {
        return strip.tier().equals("T3");
    }

    private static Strip strip(Review review, Instant now) {
        Card card = review.card();
        boolean mail = card.message() != null;
        boolean outward = mail && card.message().to().stream().anyMatch(Card.Recipient::newDomain);
        Card.Reversible undo = card.reversible();
        return new Strip(
                review.tier().name(),
                tierWords(review.tier(), mail, undo),
                undo == Card.Reversible.NO ? "no-undo" : "undo",
                switch (undo) {
                    case AUTO -> "One-click undo";
                    case MANUAL -> "Undo by hand";
                    case NO -> mail ? "Cannot be recalled" : "Cannot be undone";
                },
                switch (undo) {
                    case AUTO -> "until the record changes";
                    case MANUAL -> "by a person in " + system(review);
                    case NO -> mail ? "once it is sent" : "no undo in " + system(review);
                },
                undo == Card.Reversible.NO && review.tier() == Tier.T3,
                mail,
                line(card.blastRadius(), 300),
                outward ? "outside, first time" : "in " + system(review),
                Moment.left(review.expiresAt(), now),
                Moment.when(review.expiresAt(), now),
                spent(review.run()),
                steps(review.run()),
                line(review.workflow(), 100));
    }

    private static String system(Review review) {
        return FieldValue.system(review.connector());
    }

    private static String spent(Review.RunSoFar run) {
        return run.cost().signum() == 0
                ? ""
                : run.cost().setScale(2, RoundingMode.HALF_UP).toPlainString() + " spent";
    }

    private static String steps(Review.RunSoFar run) {
        return run.steps() == 1 ? "1 step" : run.steps() + " steps";
    }

    private static String tierWords(Tier tier, boolean mail, Card.Reversible undo) {
        return switch (tier) {
            case T1 -> "Routine";
            case T2 -> mail ? "External" : "Hard to undo";
            case T3 -> undo == Card.Reversible.NO ? "Irreversible" : "Wide";
        };
    }

    private static Card.Fact fact(Card.Fact fact) {
        String label = line(fact.label(), 100);
        return new Card.Fact(label, Figures.ofFact(label, line(fact.value(), 500)));
    }

    private static Why why(Card.Why why, String revision) {
        String title = line(why.title(), 300);
        return new Why(
                title.endsWith(".") ? title : title + ".",
                PolicyWords.because(line(why.because(), 1_000)),
                why.wouldPassIf() == null ? "" : PolicyWords.passing(line(why.wouldPassIf(), 500)),
                line(why.ruleId(), 200),
                PolicyLinks.rule(why.ruleId()),
                line(revision, 100));
    }

    private static @Nullable Letter letter(Card.@Nullable Message message) {
        if (message == null) {
            return null;
        }
        List<Reader> readers = message.to().stream().map(CardView::reader).toList();
        InertText body = InertText.block(message.body(), BODY_MAX_CHARS);
        String first = readers.size() == 1 ? readers.getFirst().name().split(" ")[0] : "";
        int links = body.value().split("(?i)https?://", -1).length - 1;
        return new Letter(
                message.from() == null ? "" : line(message.from(), 300),
                readers,
                first,
                line(message.subject(), 1_000),
                body,
                links);
    }

    private static Reader reader(Card.Recipient to) {
        String role = to.role() == null ? "" : ", " + line(to.role(), 200);
        String company = to.company() == null ? "" : ", " + line(to.company(), 200);
        String name = to.name() == null ? "" : line(to.name(), 200);
        return new Reader(name, role + company, line(to.address(), 320), to.newDomain());
    }

    private static Reasked asked(Review review) {
        Asked asked = review.aside().asked();
        boolean open = review.state().takesVotes();
        String rose = "";
        if (open && asked.tierBefore() != null) {
            rose = "Tier rose from " + line(asked.tierBefore(), 10) + " to " + review.tier() + " because of “"
                    + line(review.card().why().title(), 300) + "”: "
                    + PolicyWords.because(line(review.card().why().because(), 1_000));
        }
        return new Reasked(open && asked.mayEdit(), rose, open && asked.stricter(), open && asked.wouldPass());
    }

    private static Votes votes(Review review, Instant now) {
        List<Vote> given = review.votes().stream()
                .filter(ballot -> ballot.round() == review.round())
                .map(ballot -> new Vote(
                        line(ballot.byName(), 200),
                        ballot.verdict() == Verdict.APPROVE ? "approved" : "rejected",
                        Moment.clock(ballot.at(), now)))
                .toList();
        boolean last = review.quorum() > 1 && review.approvals() == review.quorum() - 1L && review.mayVote();
        return new Votes(review.quorum(), review.approvals(), given, last);
    }

    private static String version(@Nullable JsonNode version) {
        return version == null || version.isNull() ? "" : line(version.asText(), 60);
    }

    private static String line(String text, int maxChars) {
        InertText inert = InertText.line(text, maxChars);
        return inert.cut() == 0 ? inert.value() : inert.value() + "…";
    }
}
