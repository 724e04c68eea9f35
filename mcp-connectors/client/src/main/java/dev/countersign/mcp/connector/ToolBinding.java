package dev.countersign.mcp.connector;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the operator says about one tool.
 *
 * @param name the server's own name
 * @param effect as declared; what counts is {@code EffectRule.effective}
 * @param key null unless the effect is KEYED
 * @param context null when no record is read
 * @param consequence one sentence for people; null when the document has none
 * @param action a few words for people; null when the document has none
 * @param probe null when there is none
 * @param editable top-level arguments that an approver may change
 * @param clamp upper bounds, by argument
 * @param untrusted its results taint the run
 */
public record ToolBinding(
        String name,
        Effect effect,
        @Nullable Key key,
        List<String> scopes,
        String dataClass,
        Map<String, RefPath> refs,
        Price price,
        Map<String, Read> facts,
        @Nullable Context context,
        @Nullable Template consequence,
        @Nullable Template action,
        Undo undo,
        @Nullable Probe probe,
        List<String> editable,
        Map<JsonPointer, BigDecimal> clamp,
        boolean untrusted) {
    private static final BigDecimal INT_MAX = BigDecimal.valueOf(Integer.MAX_VALUE);

    public ToolBinding {
        if ((effect == Effect.KEYED) != (key != null)) {
            throw new IllegalArgumentException("A KEYED tool has a key, no other has one");
        }
        scopes = List.copyOf(scopes);
        refs = Collections.unmodifiableMap(new LinkedHashMap<>(refs));
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        editable = List.copyOf(editable);
        clamp = Collections.unmodifiableMap(new LinkedHashMap<>(clamp));
    }

    /** Arguments that we fill and the model never sees: {@code if_version} and a key that travels as an argument. */
    public List<JsonPointer> hiddenArguments() {
        List<JsonPointer> hidden = new ArrayList<>();
        Optional.ofNullable(context).map(Context::ifVersion).ifPresent(hidden::add);
        if (key != null && key.in() instanceof Key.In.Argument argument) {
            hidden.add(argument.pointer());
        }
        return List.copyOf(hidden);
    }

    /** The arguments with every clamped number that is too large lowered to its bound; the same object when none is. */
    public ObjectNode clamped(ObjectNode arguments) {
        ObjectNode result = arguments;
        for (Map.Entry<JsonPointer, BigDecimal> bound : clamp.entrySet()) {
            JsonNode value = result.at(bound.getKey());
            if (value.isNumber() && value.decimalValue().compareTo(bound.getValue()) > 0) {
                result = result == arguments ? arguments.deepCopy() : result;
                lower(result, bound.getKey(), bound.getValue());
            }
        }
        return result;
    }

    private static void lower(ObjectNode arguments, JsonPointer pointer, BigDecimal bound) {
        JsonNode parent = arguments.at(pointer.head());
        if (parent instanceof ObjectNode object) {
            String member = pointer.last().getMatchingProperty();
            if (bound.stripTrailingZeros().scale() <= 0 && bound.abs().compareTo(INT_MAX) <= 0) {
                object.put(member, bound.intValueExact());
            } else {
                object.put(member, bound);
            }
        }
    }
}
