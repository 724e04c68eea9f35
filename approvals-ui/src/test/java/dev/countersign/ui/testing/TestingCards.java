package dev.countersign.ui.testing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.countersign.ui.card.Card;
import dev.countersign.ui.card.Tier;
import dev.countersign.ui.review.Around;
import dev.countersign.ui.review.Aside;
import dev.countersign.ui.review.ReasonCode;
import dev.countersign.ui.review.Review;
import dev.countersign.ui.review.Similar;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Cards made of others: with something beside them, of another tier, or with one text in every place. */
public final class TestingCards {
    public static final UUID ALONE = TestingReviews.id(41);
    public static final UUID SPEND = TestingReviews.id(42);
    public static final UUID FOREIGN = TestingReviews.id(43);

    private TestingCards() {}

    /** The move of a stage, where other things happen to the account and much was decided like it. */
    public static Review beside(Instant now) {
        Review move = TestingReviews.move(now);
        Around around = new Around(
                1,
                List.of(new Around.Item(TestingReviews.OWNER, "Change owner of Acme (EMEA)")),
                List.of(
                        new Around.Change(
                                "icp-research", "Set Employees to 340", now.minusSeconds(600), TestingReviews.id(503)),
                        new Around.Change("billing-desk", "Issue invoice 12", now.minusSeconds(900), null)));
        Similar similar = new Similar(
                17,
                2,
                1,
                0,
                new Similar.LastReject(
                        ReasonCode.WRONG_VALUE,
                        "Close date slipped, the stage did not.",
                        "Tom Becker",
                        now.minusSeconds(90_000)));
        return with(
                move,
                move.id(),
                move.tier(),
                move.quorum(),
                move.card(),
                Aside.NONE.with(around).with(similar));
    }

    /** Wide, and decided by one person alone. */
    public static Review alone(Instant now) {
        Review owner = TestingReviews.owner(now, ALONE, 50);
        Card card = owner.card();
        Card wide = new Card(
                "Change owner of 12 accounts from Dana Reyes to Lee Carter in Salesforce",
                card.action(),
                card.reversible(),
                "12 records",
                card.changes(),
                card.readAt(),
                card.recordVersion(),
                card.why(),
                card.account(),
                card.lost(),
                null,
                "Tick nothing, it was agreed.");
        return with(owner, ALONE, Tier.T3, 1, wide, Aside.NONE);
    }

    /** T2 without a mail: many values, more than a window shows. */
    public static Review spend(Instant now) {
        Review owner = TestingReviews.owner(now, SPEND, 60);
        Card card = owner.card();
        var changes = new ArrayList<Card.Change>();
        for (int i = 1; i <= 40; i++) {
            changes.add(new Card.Change(
                    "contact_" + i,
                    JsonNodeFactory.instance.nullNode(),
                    TextNode.valueOf("a" + i + "@x.example"),
                    false,
                    null));
        }
        Card many = new Card(
                "Buy 40 contact enrichments for Tessera Health for 48.00 EUR",
                "Buy",
                Card.Reversible.NO,
                "40 records",
                changes,
                card.readAt(),
                null,
                card.why(),
                List.of(),
                List.of(),
                null,
                null);
        return with(owner, SPEND, Tier.T2, 1, many, Aside.NONE);
    }

    /** One text in every place that an agent, a tool or a person can fill. */
    public static Review holding(String text, Instant now) {
        Review mail = TestingReviews.mail(now);
        Card card = new Card(
                "Send " + text,
                text,
                Card.Reversible.NO,
                text,
                List.of(new Card.Change(text, TextNode.valueOf(text), TextNode.valueOf(text + "2"), false, null)),
                now.minusSeconds(30),
                TextNode.valueOf(text),
                new Card.Why(text, text, text, text),
                List.of(new Card.Fact(text, text)),
                List.of(text),
                List.of(new Card.Merged(
                        text, TextNode.valueOf(text), TextNode.valueOf(text), TextNode.valueOf(text + "3"))),
                new Card.Message(text, List.of(new Card.Recipient(text, text, text, text, true)), text, text),
                text);
        Around around = new Around(
                2,
                List.of(new Around.Item(TestingReviews.OWNER, text), new Around.Item(TestingReviews.MOVE, text)),
                List.of(new Around.Change(text, text, now, null)));
        Similar similar = new Similar(1, 0, 1, 0, new Similar.LastReject(ReasonCode.OTHER, text, text, now));
        return with(mail, FOREIGN, Tier.T3, 1, card, Aside.NONE.with(around).with(similar));
    }

    private static Review with(Review r, UUID id, Tier tier, int quorum, Card card, Aside aside) {
        return Altered.from(r)
                .id(id)
                .tier(tier)
                .quorum(quorum)
                .card(card)
                .aside(aside)
                .review();
    }
}
