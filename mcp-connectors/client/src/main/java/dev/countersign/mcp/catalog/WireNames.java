package dev.countersign.mcp.catalog;

import dev.countersign.mcp.canonical.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The names that models and MCP clients see: {@code crm.get_account} is {@code crm__get_account}, because model
 * providers allow only letters, digits, {@code _} and {@code -}, and at most 64 of them.
 */
public final class WireNames {
    private static final int LONGEST = 64;
    private static final int HASH_DIGITS = 8;

    private final Map<String, String> dottedByWire;

    private WireNames(Map<String, String> dottedByWire) {
        this.dottedByWire = Collections.unmodifiableMap(dottedByWire);
    }

    /** Two tools that would look the same to a model. */
    public static final class Collision extends Exception {
        private static final long serialVersionUID = 1L;

        Collision(String first, String second, String wire) {
            super("Both " + first + " and " + second + " would be " + wire + " to a model. Rename one of them.");
        }
    }

    /** @throws Collision when two different tools share a name on the wire */
    public static WireNames of(Collection<String> dotted) throws Collision {
        Map<String, String> byWire = new LinkedHashMap<>();
        for (String name : dotted) {
            String other = byWire.put(toWire(name), name);
            if (other != null && !other.equals(name)) {
                throw new Collision(other, name, toWire(name));
            }
        }
        return new WireNames(byWire);
    }

    public static String toWire(String dotted) {
        String mapped = dotted.replaceFirst("\\.", "__").replaceAll("[^A-Za-z0-9_-]", "_");
        if (mapped.length() <= LONGEST) {
            return mapped;
        }
        String hash = Digest.of(dotted.getBytes(StandardCharsets.UTF_8)).value().substring("sha256:".length());
        return mapped.substring(0, LONGEST - HASH_DIGITS - 1) + "_" + hash.substring(0, HASH_DIGITS);
    }

    /** The tool behind a name on the wire; empty when none of the set has it. */
    public Optional<String> toDotted(String wire) {
        return Optional.ofNullable(dottedByWire.get(wire));
    }
}
