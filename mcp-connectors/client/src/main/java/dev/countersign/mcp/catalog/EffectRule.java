package dev.countersign.mcp.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.mcp.connector.Effect;

/**
 * A server's annotations are hints: one that is explicitly there may make the declared effect stricter, never looser,
 * and one that is absent says nothing.
 */
public final class EffectRule {
    private EffectRule() {}

    public static Effect effective(Effect declared, JsonNode annotations) {
        boolean writes = saysNo(annotations, "readOnlyHint")
                || annotations.path("destructiveHint").asBoolean(false) && !saysYes(annotations, "readOnlyHint");
        if (declared == Effect.READ && writes) {
            return Effect.ONCE;
        }
        boolean harmful = saysNo(annotations, "idempotentHint") && !saysYes(annotations, "readOnlyHint");
        return declared == Effect.IDEMPOTENT && harmful ? Effect.ONCE : declared;
    }

    private static boolean saysNo(JsonNode annotations, String hint) {
        return annotations.path(hint).isBoolean() && !annotations.path(hint).booleanValue();
    }

    private static boolean saysYes(JsonNode annotations, String hint) {
        return annotations.path(hint).isBoolean() && annotations.path(hint).booleanValue();
    }
}
