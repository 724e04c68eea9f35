package dev.countersign.ui.group;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.ui.card.Card;
import dev.countersign.ui.card.FieldValue;
import dev.countersign.ui.card.Shift;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The one number of the records that tells most beside the change, as its own column; none when the records have none
 * in common.
 *
 * @param field its name; empty for none
 * @param adds whether a total of it means something
 */
record Figure(String field, String unit, boolean adds) {

    private static final List<String> TELLING =
            List.of("amount", "value", "arr", "mrr", "revenue", "total", "price", "cost");
    private static final Figure NONE = new Figure("", "", false);

    static Figure of(List<Item> items) {
        Set<String> changed = items.stream()
                .flatMap(item -> item.card().changes().stream().map(Card.Change::field))
                .collect(Collectors.toSet());
        Map<String, Long> numbers = items.stream()
                .flatMap(item -> item.record().properties().stream())
                .filter(field -> Shift.quantity(field.getValue()).isPresent()
                        && !changed.contains(field.getKey())
                        && !field.getKey().matches("(.*_)?(id|version|number)"))
                .collect(Collectors.groupingBy(Map.Entry::getKey, Collectors.counting()));
        long half = (items.size() + 1) / 2;
        return TELLING.stream()
                .filter(name -> numbers.getOrDefault(name, 0L) >= half)
                .findFirst()
                .map(name -> of(items, name, true))
                .or(() -> numbers.entrySet().stream()
                        .filter(entry -> entry.getValue() >= half)
                        .map(Map.Entry::getKey)
                        .sorted()
                        .findFirst()
                        .map(name -> of(items, name, false)))
                .orElse(NONE);
    }

    private static Figure of(List<Item> items, String field, boolean adds) {
        List<String> units = items.stream()
                .map(item -> item.record().path(field))
                .flatMap(value -> Shift.quantity(value).map(Shift::unit).stream())
                .distinct()
                .toList();
        return units.size() == 1 ? new Figure(field, units.getFirst(), adds) : NONE;
    }

    Optional<Shift> in(Item item) {
        JsonNode value = item.record().path(field);
        return field.isEmpty() ? Optional.empty() : Shift.quantity(value);
    }

    /** "Amount, EUR"; empty for none. */
    String heading() {
        return field.isEmpty() ? "" : FieldValue.label(field) + (unit.isEmpty() ? "" : ", " + unit);
    }
}
