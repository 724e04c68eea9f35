package dev.countersign.ui.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.ui.card.Card;
import dev.countersign.ui.card.Tier;
import dev.countersign.ui.edit.EditAnswer;
import dev.countersign.ui.edit.EditDesk;
import dev.countersign.ui.edit.EditSheet;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.review.Answer;
import dev.countersign.ui.review.Aside;
import dev.countersign.ui.review.Asked;
import dev.countersign.ui.review.Attention;
import dev.countersign.ui.review.Review;
import dev.countersign.ui.review.ReviewState;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Edits in memory: what is saved becomes the next round on the testing desk, a large amount with a higher tier. */
@ApplicationScoped
public class TestingEdits implements EditDesk {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TestingDesk desk;
    private final Map<UUID, List<EditSheet.Field>> fields = new ConcurrentHashMap<>();
    private @Nullable EditAnswer next;

    TestingEdits(TestingDesk desk) {
        this.desk = desk;
    }

    /** The move and the mail may be edited, by whoever may decide them. */
    public void seed() {
        next = null;
        fields.clear();
        fields.put(
                TestingReviews.MOVE,
                List.of(
                        field(
                                "stage",
                                "{\"enum\": [\"Proposal\", \"Negotiation\", \"Won\"]}",
                                "\"Negotiation\"",
                                "\"Proposal\""),
                        field(
                                "close_date",
                                "{\"type\": \"string\", \"format\": \"date\"}",
                                "\"2027-01-15\"",
                                "\"2026-12-18\""),
                        field(
                                "amount",
                                "{\"type\": \"integer\", \"minimum\": 0, \"maximum\": 900000}",
                                "64000",
                                "82000"),
                        field("forecast", "{\"type\": \"boolean\"}", "true", null),
                        field(
                                "tags",
                                "{\"type\": \"array\", \"items\": {\"type\": \"string\"}}",
                                "[\"emea\", \"renewal\"]",
                                null),
                        field("split", "{\"type\": \"object\"}", "{\"a\": 1}", null)));
        fields.put(
                TestingReviews.MAIL,
                List.of(
                        field("subject", "{\"type\": \"string\", \"maxLength\": 500}", "\"Oslo hub\"", null),
                        field(
                                "body",
                                "{\"type\": \"string\", \"maxLength\": 20000}",
                                "\"Hi Ingrid,\\n\\nNot this.\"",
                                null)));
        for (UUID id : fields.keySet()) {
            desk.put(aside(desk.review(id), Aside.NONE.with(new Asked(true, null, false, false))));
        }
    }

    /** The next edit is answered like this. */
    public void answer(EditAnswer answer) {
        next = answer;
    }

    private static EditSheet.Field field(String name, String schema, String value, @Nullable String now) {
        return new EditSheet.Field(name, tree(schema), true, tree(value), now == null ? null : tree(now));
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    @Override
    public Optional<EditSheet> sheet(Viewer viewer, UUID approval) {
        return Optional.ofNullable(fields.get(approval))
                .filter(known -> desk.open(viewer, approval).orElseThrow().mayVote())
                .map(known -> new EditSheet(desk.review(approval).digest(), known));
    }

    @Override
    public EditAnswer save(Viewer viewer, UUID approval, String digest, Map<String, Optional<JsonNode>> values) {
        if (next != null) {
            EditAnswer answer = next;
            next = null;
            return answer;
        }
        Review review = desk.review(approval);
        if (!review.digest().equals(digest)) {
            return new EditAnswer.Refused(
                    new Answer.Refused("DIGEST_MISMATCH", "Nothing was sent. Look again.", null, null, null));
        }
        var changes = new ArrayList<Card.Change>();
        for (EditSheet.Field field : fields.get(approval)) {
            JsonNode value = values.getOrDefault(field.name(), Optional.empty()).orElse(null);
            if (value == null || !value.equals(field.value()) || field.now() != null) {
                changes.add(new Card.Change(field.name(), field.now(), value, false, null, field.value()));
            }
        }
        boolean dear = values.getOrDefault("amount", Optional.empty())
                .map(amount -> amount.asInt() > 100_000)
                .orElse(false);
        Tier tier = dear ? Tier.T2 : review.tier();
        desk.put(edited(
                review,
                changes,
                tier,
                Aside.NONE
                        .with(new Attention(null, false, null, null, null, viewer.name()))
                        .with(new Asked(true, dear ? review.tier().name() : null, false, false))));
        return new EditAnswer.Saved();
    }

    private static Review edited(Review r, List<Card.Change> changes, Tier tier, Aside aside) {
        Card c = r.card();
        Card card = new Card(
                c.consequence(),
                c.action(),
                c.reversible(),
                c.blastRadius(),
                changes,
                c.readAt(),
                c.recordVersion(),
                c.why(),
                c.account(),
                c.lost(),
                c.message(),
                c.agentWords());
        return copy(r, r.round() + 1, r.digest() + "e", tier, card, aside);
    }

    public static Review aside(Review r, Aside aside) {
        return copy(r, r.round(), r.digest(), r.tier(), r.card(), aside);
    }

    private static Review copy(Review r, int round, String digest, Tier tier, Card card, Aside aside) {
        return Altered.from(r)
                .state(ReviewState.PENDING)
                .round(round)
                .digest(digest)
                .tier(tier)
                .card(card)
                .aside(aside)
                .review();
    }
}
