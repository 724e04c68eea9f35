package dev.countersign.orchestrator.desk;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.approval.AlikeApprovals;
import dev.countersign.orchestrator.approval.AlikeApprovals.Referring;
import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Cards;
import dev.countersign.orchestrator.principal.Caller;
import dev.countersign.orchestrator.principal.People;
import dev.countersign.orchestrator.toolcall.BatchVoting;
import dev.countersign.orchestrator.toolcall.Entitlement;
import dev.countersign.orchestrator.toolcall.Rereading;
import dev.countersign.orchestrator.toolcall.Voting;
import dev.countersign.ui.card.Card;
import dev.countersign.ui.card.Tier;
import dev.countersign.ui.group.BatchDesk;
import dev.countersign.ui.group.Group;
import dev.countersign.ui.group.Item;
import dev.countersign.ui.group.Pile;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.review.Reason;
import dev.countersign.ui.review.Verdict;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tables of alike items over the approvals. */
@Singleton
class Groups implements BatchDesk {
    /** A little less than what a table calls old, so that it is not old a moment after it was opened. */
    private static final Duration READ_AGAIN = Duration.ofMinutes(4);

    private final AlikeApprovals alike;
    private final BatchVoting voting;
    private final Rereading rereading;
    private final Entitlement entitlement;
    private final People people;
    private final InstantSource clock;

    Groups(
            AlikeApprovals alike,
            BatchVoting voting,
            Rereading rereading,
            Entitlement entitlement,
            People people,
            InstantSource clock) {
        this.alike = alike;
        this.voting = voting;
        this.rereading = rereading;
        this.entitlement = entitlement;
        this.people = people;
        this.clock = clock;
    }

    @Override
    public List<Pile> piles(Viewer viewer, List<UUID> page) {
        Map<UUID, String> keys = alike.keys(page);
        Map<String, List<UUID>> byKey = page.stream()
                .filter(keys::containsKey)
                .collect(Collectors.groupingBy(keys::get, LinkedHashMap::new, Collectors.toList()));
        var piles = new ArrayList<Pile>();
        byKey.forEach((key, ids) -> {
            if (ids.size() >= PILE) {
                Group group = group(viewer, alike.group(key, reach(viewer), MAX + 1), Map.of());
                if (!group.items().isEmpty()) {
                    piles.add(new Pile(key, ids, group));
                }
            }
        });
        return piles;
    }

    @Override
    public Group group(Viewer viewer, String key) {
        List<Referring> rows = alike.group(key, reach(viewer), MAX + 1);
        Instant old = clock.instant().minus(READ_AGAIN);
        Rereading.Found found = rereading.look(rows.stream()
                .limit(MAX)
                .map(Referring::approval)
                .filter(approval -> {
                    Instant at = Cards.of(approval).readAt();
                    return at != null && at.isBefore(old);
                })
                .toList());
        return group(viewer, found.moved() ? alike.group(key, reach(viewer), MAX + 1) : rows, found.unchanged());
    }

    @Override
    public Group picked(Viewer viewer, List<UUID> ids) {
        boolean sees = viewer.has("approver") || viewer.has("developer") || viewer.has("operator");
        List<Referring> rows = new ArrayList<>(sees ? alike.picked(ids, MAX) : List.of());
        rows.sort(Comparator.comparingInt(row -> ids.indexOf(row.approval().id())));
        return group(viewer, rows, Map.of());
    }

    /** Operators and developers see what waits everywhere, others what waits in their groups. */
    private static @Nullable Set<String> reach(Viewer viewer) {
        return viewer.has("operator") || viewer.has("developer") ? null : viewer.groups();
    }

    private Group group(Viewer viewer, List<Referring> rows, Map<UUID, Instant> readAgain) {
        List<Referring> shown = rows.subList(0, Math.min(rows.size(), MAX));
        people.learnNames(shown.stream()
                .flatMap(row ->
                        Stream.of(row.approval().decidedBy(), row.approval().claimedBy()))
                .filter(Objects::nonNull)
                .toList());
        Caller.Person person = Readers.person(viewer);
        return new Group(shown.stream().map(row -> item(person, row, readAgain)).toList(), rows.size() > MAX);
    }

    private Item item(Caller.Person viewer, Referring row, Map<UUID, Instant> readAgain) {
        Approval approval = row.approval();
        Card card = Cards.of(approval);
        boolean claimed = approval.claimedBy() != null
                && !viewer.id().equals(approval.claimedBy())
                && approval.claimedUntil() != null
                && approval.claimedUntil().isAfter(clock.instant());
        return new Item(
                approval.id(),
                approval.state(),
                approval.round(),
                approval.digest(),
                Tier.valueOf(approval.tier()),
                approval.quorum(),
                approval.bound().at("/connector/id").asText(),
                approval.workflow(),
                card,
                disclosed(approval),
                kind(approval.tool(), row.refs()),
                readAgain.getOrDefault(approval.id(), card.readAt()),
                approval.expiresAt(),
                approval.hold(),
                claimed ? people.name(approval.claimedBy()) : null,
                approval.decidedBy() == null ? null : people.name(approval.decidedBy()),
                viewer.id().equals(approval.decidedBy()),
                approval.decidedAt(),
                approval.state().takesVotes()
                        ? entitlement
                                .missing(viewer, approval)
                                .map(Entitlement.Missing::detail)
                                .orElse(null)
                        : null);
    }

    /** The record as it was shown, without fields of which a part is hidden. */
    private static ObjectNode disclosed(Approval approval) {
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        if (approval.shown() != null) {
            approval.shown().properties().forEach(field -> {
                String at = "/" + field.getKey();
                boolean hidden = approval.masked().stream()
                        .anyMatch(masked -> masked.isEmpty() || masked.equals(at) || masked.startsWith(at + "/"));
                if (!hidden) {
                    record.set(field.getKey(), field.getValue());
                }
            });
        }
        return record;
    }

    /** What the call is about: its only kind of reference, or the one that the tool's name says. */
    static @Nullable String kind(String tool, List<String> refs) {
        Set<String> kinds = refs.stream()
                .map(ref -> ref.substring(0, Math.max(0, ref.indexOf(':'))))
                .filter(kind -> !kind.isEmpty() && !kind.equals("domain"))
                .collect(Collectors.toSet());
        String name = tool.substring(tool.indexOf('.') + 1);
        List<String> named = kinds.stream()
                .filter(kind -> ("_" + name + "_").contains("_" + kind + "_"))
                .toList();
        if (named.size() == 1) {
            return named.getFirst();
        }
        return kinds.size() == 1 ? kinds.iterator().next() : null;
    }

    @Override
    public List<Answered> decide(Viewer viewer, Verdict verdict, @Nullable Reason reason, List<Ticked> items) {
        List<BatchVoting.Outcome> outcomes = voting.vote(
                Readers.person(viewer),
                items.stream()
                        .map(item -> new BatchVoting.Item(item.approval(), verdict, item.digest(), reason))
                        .toList());
        var answers = new ArrayList<Answered>();
        for (int i = 0; i < items.size(); i++) {
            answers.add(new Answered(items.get(i).approval(), refusal(outcomes.get(i))));
        }
        return answers;
    }

    private static @Nullable Refusal refusal(BatchVoting.Outcome outcome) {
        return switch (outcome) {
            case BatchVoting.Outcome.Voted voted ->
                switch (voted.result()) {
                    case Voting.Result.Recorded recorded -> null;
                    case Voting.Result.Repeated repeated -> null;
                    case Voting.Result.NotFound none ->
                        new Refusal("NOT_FOUND", "There is no such item any more. Nothing was sent.");
                    case Voting.Result.Refused refused ->
                        new Refusal(refused.code().name(), refused.detail());
                };
            case BatchVoting.Outcome.Twice() -> null;
            case BatchVoting.Outcome.NotRoutine(String tier) ->
                new Refusal("INVALID", "This is " + tier + " now; decide it on its own card. Nothing was sent.");
            case BatchVoting.Outcome.Late() ->
                new Refusal("UNAVAILABLE", "It was not reached in time. Nothing was sent; tick it and decide again.");
            case BatchVoting.Outcome.Unanswered() ->
                new Refusal(
                        "UNAVAILABLE",
                        "The database did not answer, so this may be decided. Decide it again: the same vote counts once.");
            case BatchVoting.Outcome.Failed() ->
                new Refusal("INTERNAL", "Something failed here. Open its card to see what became of it.");
        };
    }
}
