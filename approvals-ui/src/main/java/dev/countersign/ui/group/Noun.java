package dev.countersign.ui.group;

import dev.countersign.ui.card.FieldValue;
import dev.countersign.ui.page.InertText;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a table does to how many of what, in as many words as can be said honestly. */
final class Noun {

    private Noun() {}

    /** "opportunities"; "records" when the items do not all name the same kind. */
    static String of(List<Item> items, int count) {
        Set<String> kinds = items.stream()
                .map(item -> item.kind() == null || item.readAt() == null ? "" : item.kind())
                .collect(Collectors.toSet());
        String kind = kinds.size() == 1 ? kinds.iterator().next() : "";
        String one = kind.isEmpty()
                ? "record"
                : InertText.line(FieldValue.label(kind), 60).value().toLowerCase(Locale.ROOT);
        return count == 1 ? one : plural(one);
    }

    private static String plural(String word) {
        if (word.endsWith("y") && word.length() > 1 && "aeiou".indexOf(word.charAt(word.length() - 2)) < 0) {
            return word.substring(0, word.length() - 1) + "ies";
        }
        return word.matches(".*(s|x|z|ch|sh)") ? word + "es" : word + "s";
    }
}
