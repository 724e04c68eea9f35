package dev.countersign.ui.group;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.ui.card.Card;
import dev.countersign.ui.card.FieldValue;
import dev.countersign.ui.card.Shift;
import dev.countersign.ui.group.GroupView.Reason;
import dev.countersign.ui.page.Moment;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which rows of a table stand out and are not ticked for anybody, each with its reason. */
final class Outliers {

    private static final Duration OLD = Duration.ofMinutes(5);
    /** A row does not show more of a value than this. */
    static final int VALUE_MAX = 200;

    private static final Set<String> RANKS = Set.of("tier", "stage", "segment", "type", "level", "status", "class");

    private Outliers() {}

    /** The reasons by item; a row without one is ticked. Only what may be ticked is looked at. */
    static Map<UUID, Reason> of(List<Item> items, Instant now) {
        var reasons = new HashMap<UUID, Reason>();
        items.stream().filter(item -> item.decidable() && isOld(item, now)).forEach(item -> {
            Duration ago = Duration.between(Objects.requireNonNull(item.readAt()), now);
            reasons.put(item.id(), new Reason("Read " + Moment.span(ago) + " ago", "; it could not be read again"));
        });
        reasons.putAll(of(items));
        return Map.copyOf(reasons);
    }

    private static boolean isOld(Item item, Instant now) {
        return item.readAt() != null && Duration.between(item.readAt(), now).compareTo(OLD) > 0;
    }

    /** The same without the age of what was read: whoever opens the table reads it again. */
    static Map<UUID, Reason> of(List<Item> items) {
        List<Item> decidable = items.stream().filter(Item::decidable).toList();
        var reasons = new HashMap<UUID, Reason>();
        decidable.forEach(item -> {
            Reason reason = alone(item);
            if (reason != null) {
                reasons.put(item.id(), reason);
            }
        });
        fields(decidable).forEach(field -> compare(decidable, field, reasons));
        return Map.copyOf(reasons);
    }

    private static @Nullable Reason alone(Item item) {
        if (isVip(item.record())) {
            return new Reason("VIP account", "; decide it on its own card");
        }
        if (item.claimedBy() != null) {
            return new Reason(item.claimedBy(), " is on it");
        }
        if (item.card().changes().stream().anyMatch(Outliers::isLong)) {
            return new Reason("Too long for a row", "; read it on its own card");
        }
        return null;
    }

    private static boolean isLong(Card.Change change) {
        return FieldValue.text(change.before()).length() > VALUE_MAX
                || FieldValue.text(change.after()).length() > VALUE_MAX;
    }

    private static boolean isVip(JsonNode record) {
        if (record.path("vip").asBoolean(false)) {
            return true;
        }
        return record.properties().stream()
                .anyMatch(field -> RANKS.contains(lastWord(field.getKey()))
                        && field.getValue().isTextual()
                        && field.getValue().textValue().equalsIgnoreCase("vip"));
    }

    private static String lastWord(String field) {
        return field.substring(field.lastIndexOf('_') + 1);
    }

    private static List<String> fields(List<Item> items) {
        return items.stream()
                .flatMap(item -> item.card().changes().stream().map(Card.Change::field))
                .distinct()
                .toList();
    }

    private static void compare(List<Item> items, String field, Map<UUID, Reason> reasons) {
        var shifts = new HashMap<UUID, Shift>();
        for (Item item : items) {
            shift(item, field).ifPresent(shift -> shifts.put(item.id(), shift));
        }
        if (shifts.values().stream().map(Shift::unit).distinct().count() != 1) {
            return;
        }
        Spread spread = Spread.of(shifts.values().stream().map(Shift::by).toList());
        List<BigDecimal> usual = new ArrayList<>(shifts.values().stream()
                .map(Shift::by)
                .filter(by -> !spread.isOutlier(by))
                .sorted()
                .toList());
        if (usual.isEmpty()) {
            return;
        }
        shifts.forEach((id, shift) -> {
            if (spread.isOutlier(shift.by())) {
                String unit = shift.unit().isEmpty() ? "" : " " + shift.unit();
                reasons.put(id, new Reason(Shift.signed(shift.by()) + unit, "; the others are " + range(usual)));
            }
        });
    }

    private static String range(List<BigDecimal> usual) {
        String least = Shift.plain(usual.getFirst());
        String most = Shift.plain(usual.getLast());
        return least.equals(most) ? least : least + " to " + most;
    }

    static Optional<Shift> shift(Item item, String field) {
        return item.card().changes().stream()
                .filter(change -> change.field().equals(field) && !change.masked())
                .findFirst()
                .flatMap(change -> Shift.between(change.before(), change.after()));
    }
}
