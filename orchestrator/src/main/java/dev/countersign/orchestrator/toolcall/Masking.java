package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.transition.Rows;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Enforces what policy obliges on a result before anybody sees it: fields outside the allow-list go, masked values
 * become dots. Where there are obligations, free text goes too, because nobody can filter it (M2).
 */
final class Masking {
    private static final String DOTS = "••••";

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

    /** What may be seen of a result. */
    JsonNode visible(JsonNode node) {
        if (node.isArray()) {
            ArrayNode kept = JsonNodeFactory.instance.arrayNode();
            node.forEach(element -> kept.add(visible(element)));
            return kept;
        }
        if (!node.isObject()) {
            return node;
        }
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        node.properties().forEach(member -> {
            if (fields == null || fields.contains(member.getKey())) {
                kept.set(
                        member.getKey(),
                        mask.contains(member.getKey()) ? masked(member.getValue()) : visible(member.getValue()));
            }
        });
        return kept;
    }

    private static JsonNode masked(JsonNode value) {
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

    /** Bytes that the model did not get (M3). */
    static long withheld(JsonNode whole, JsonNode visible) {
        return Math.max(0, bytes(whole) - bytes(visible));
    }

    private static long bytes(JsonNode node) {
        return Rows.text(node).getBytes(StandardCharsets.UTF_8).length;
    }
}
