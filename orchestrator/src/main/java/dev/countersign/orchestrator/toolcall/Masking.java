package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.policy.decision.Decision;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Enforces what policy obliges on a result before anybody sees it: fields outside the allow-list go, masked values
 * become dots. Where there are obligations, free text goes too, because nobody can filter it (M2).
 */
final class Masking {
    /** What stands in the place of a masked value; a model may not send it back. */
    static final String DOTS = "••••";

    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final @Nullable Set<String> fields;
    private final Set<String> mask;

    private Masking(@Nullable Set<String> fields, Set<String> mask) {
        this.fields = fields;
        this.mask = mask;
    }

    /** @param obligations {@code {fields?, mask?}} as stored with the call; null for none */
    static Masking of(@Nullable JsonNode obligations) {
        if (obligations == null) {
            return new Masking(null, Set.of());
        }
        return new Masking(
                obligations.has("fields") ? names(obligations.path("fields")) : null, names(obligations.path("mask")));
    }

    private static Set<String> names(JsonNode array) {
        var names = new HashSet<String>();
        array.forEach(name -> names.add(name.asText()));
        return names;
    }

    boolean applies() {
        return fields != null || !mask.isEmpty();
    }

    /** What may be seen of a result. What is masked in one place is not readable in another text of it either. */
    JsonNode visible(JsonNode node) {
        var words = new HiddenWords();
        JsonNode kept = visible(node, words);
        return words.isEmpty() ? kept : free(kept, words);
    }

    private JsonNode visible(JsonNode node, HiddenWords words) {
        if (node.isArray()) {
            ArrayNode kept = JsonNodeFactory.instance.arrayNode();
            node.forEach(element -> kept.add(visible(element, words)));
            return kept;
        }
        if (!node.isObject()) {
            return node;
        }
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        node.properties().forEach(member -> {
            boolean hidden = mask.contains(member.getKey());
            if (hidden) {
                words.all(member.getValue());
            }
            if (fields == null || fields.contains(member.getKey())) {
                kept.set(member.getKey(), hidden ? dots(member.getValue()) : visible(member.getValue(), words));
            }
        });
        return kept;
    }

    private static JsonNode free(JsonNode node, HiddenWords words) {
        if (node.isArray()) {
            ArrayNode kept = JsonNodeFactory.instance.arrayNode();
            node.forEach(element -> kept.add(free(element, words)));
            return kept;
        }
        if (node.isObject()) {
            ObjectNode kept = JsonNodeFactory.instance.objectNode();
            node.properties().forEach(member -> kept.set(name(member.getKey(), words), free(member.getValue(), words)));
            return kept;
        }
        return node.isTextual() ? JsonNodeFactory.instance.textNode(words.gone(node.asText())) : node;
    }

    /** A value may have become a member's name, as in a map by address; a plain name is a name. */
    private static String name(String member, HiddenWords words) {
        return PLAIN_NAME.matcher(member).matches() ? member : words.gone(member);
    }

    /** A value as it may be seen: an address keeps its first letter and its domain, null stays null. */
    static JsonNode dots(JsonNode value) {
        if (value.isNull()) {
            return value;
        }
        String text = value.isTextual() ? value.asText() : "";
        int at = text.lastIndexOf('@');
        if (at > 0) {
            return JsonNodeFactory.instance.textNode(text.substring(0, 1) + DOTS + text.substring(at));
        }
        return JsonNodeFactory.instance.textNode(DOTS);
    }

    /** What the model did not get of a result (M3). */
    Withheld withheld(JsonNode whole, JsonNode visible) {
        var count = new Count();
        count(whole, count);
        return new Withheld(Math.max(0, bytes(whole) - bytes(visible)), count.masked, count.dropped);
    }

    /** The same for a bare text. */
    static Withheld withheld(@Nullable String whole, @Nullable String visible) {
        return whole == null || visible != null
                ? Withheld.NOTHING
                : new Withheld(whole.getBytes(StandardCharsets.UTF_8).length, 0, 0);
    }

    private static final class Count {
        private int masked;
        private int dropped;
    }

    private void count(JsonNode node, Count count) {
        if (node.isArray()) {
            node.forEach(element -> count(element, count));
        }
        node.properties().forEach(member -> {
            if (fields != null && !fields.contains(member.getKey())) {
                count.dropped += leaves(member.getValue());
            } else if (mask.contains(member.getKey())) {
                count.masked += member.getValue().isNull() ? 0 : 1;
            } else {
                count(member.getValue(), count);
            }
        });
    }

    /** How many fields a container held; an empty one counts as one. */
    private static int leaves(JsonNode node) {
        int below = 0;
        for (JsonNode part : node) {
            below += leaves(part);
        }
        return Math.max(1, below);
    }

    /** {@code {fields?, mask?}} as it is stored with the call; null for none. */
    static @Nullable String stored(Decision.@Nullable Obligations obligations) {
        if (obligations == null || obligations.equals(Decision.Obligations.NONE)) {
            return null;
        }
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        if (obligations.fields() != null) {
            obligations.fields().forEach(node.putArray("fields")::add);
        }
        obligations.mask().forEach(node.putArray("mask")::add);
        return Rows.text(node);
    }

    private static long bytes(JsonNode node) {
        return Rows.text(node).getBytes(StandardCharsets.UTF_8).length;
    }
}
