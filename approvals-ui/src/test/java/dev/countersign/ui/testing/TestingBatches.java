package dev.countersign.ui.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.countersign.ui.group.BatchDesk;
import dev.countersign.ui.group.Group;
import dev.countersign.ui.group.Item;
import dev.countersign.ui.group.Pile;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.review.Answer;
import dev.countersign.ui.review.Ballot;
import dev.countersign.ui.review.Reason;
import dev.countersign.ui.review.Review;
import dev.countersign.ui.review.ReviewState;
import dev.countersign.ui.review.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Tables over the approvals of {@link TestingDesk}: those of {@link TestingAlike} are one group. */
@ApplicationScoped
public class TestingBatches implements BatchDesk {

    @Inject
    TestingDesk desk;

    private final Map<UUID, JsonNode> records = new ConcurrentHashMap<>();

    /** What is known of the records of alike items. */
    public void seed(Map<UUID, JsonNode> seeded) {
        records.clear();
        records.putAll(seeded);
    }

    @Override
    public List<Pile> piles(Viewer viewer, List<UUID> page) {
        List<UUID> alike =
                page.stream().filter(records::containsKey).filter(this::waits).toList();
        return alike.size() < PILE
                ? List.of()
                : List.of(new Pile(TestingAlike.KEY, alike, group(viewer, TestingAlike.KEY)));
    }

    private boolean waits(UUID id) {
        return desk.review(id).state() == ReviewState.PENDING;
    }

    @Override
    public Group group(Viewer viewer, String key) {
        return key.equals(TestingAlike.KEY)
                ? picked(
                        viewer,
                        records.keySet().stream().filter(this::waits).sorted().toList())
                : new Group(List.of(), false);
    }

    @Override
    public Group picked(Viewer viewer, List<UUID> ids) {
        List<Item> items = new ArrayList<>();
        ids.forEach(id -> desk.open(viewer, id).ifPresent(review -> items.add(item(viewer, review))));
        return new Group(items, false);
    }

    private Item item(Viewer viewer, Review review) {
        boolean over = !review.state().takesVotes();
        Optional<Ballot> last =
                over && !review.votes().isEmpty() ? Optional.of(review.votes().getLast()) : Optional.empty();
        JsonNode record = records.getOrDefault(review.id(), JsonNodeFactory.instance.objectNode());
        return new Item(
                review.id(),
                review.state(),
                review.round(),
                review.digest(),
                review.tier(),
                review.quorum(),
                review.connector(),
                review.workflow(),
                review.card(),
                record,
                record.isEmpty() ? null : "opportunity",
                review.card().readAt(),
                review.expiresAt(),
                Duration.ofSeconds(10),
                null,
                last.map(Ballot::byName).orElse(null),
                last.map(Ballot::by).filter(viewer.id()::equals).isPresent(),
                last.map(Ballot::at).orElse(null),
                over ? null : review.whyNot());
    }

    @Override
    public List<Answered> decide(Viewer viewer, Verdict verdict, @Nullable Reason reason, List<Ticked> items) {
        return items.stream()
                .map(item -> new Answered(
                        item.approval(),
                        switch (desk.decide(viewer, item.approval(), verdict, item.digest(), reason)) {
                            case Answer.Accepted accepted -> null;
                            case Answer.Refused refused -> new Refusal(refused.code(), refused.detail());
                            case Answer.NotFound() -> new Refusal("NOT_FOUND", "There is no such item any more.");
                        }))
                .toList();
    }
}
