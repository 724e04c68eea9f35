package dev.countersign.mcp.canonical;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.erdtman.jcs.JsonCanonicalizer;
import org.erdtman.jcs.NumberToJSON;

/** The RFC 8785 form of JSON. */
public final class CanonicalJson {
    private static final BigInteger SAFE = BigInteger.ONE.shiftLeft(53).subtract(BigInteger.ONE);

    private CanonicalJson() {}

    public static byte[] bytes(JsonNode json) {
        return text(json).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Numbers become doubles, as the RFC says: ask {@link #lostNumbers} first where that matters.
     *
     * @throws IllegalArgumentException for what JSON cannot hold: an infinite number, a lone surrogate
     */
    public static String text(JsonNode json) {
        try {
            // The library takes only objects and arrays at the top.
            String wrapped = new JsonCanonicalizer("[" + json + "]").getEncodedString();
            return wrapped.substring(1, wrapped.length() - 1);
        } catch (IOException unfit) {
            throw new IllegalArgumentException("Not representable as canonical JSON", new UncheckedIOException(unfit));
        }
    }

    /** The numbers below {@code json} that do not survive {@link #text}; empty for most documents. */
    public static List<LostNumber> lostNumbers(JsonNode json) {
        List<LostNumber> lost = new ArrayList<>();
        collect(json, JsonPointer.empty(), lost);
        return List.copyOf(lost);
    }

    private static void collect(JsonNode node, JsonPointer at, List<LostNumber> lost) {
        if (node.isNumber() && !survives(node)) {
            lost.add(new LostNumber(at, node.asText()));
        }
        if (node.isArray()) {
            for (int index = 0; index < node.size(); index++) {
                collect(node.get(index), at.appendIndex(index), lost);
            }
        }
        node.properties().forEach(member -> collect(member.getValue(), at.appendProperty(member.getKey()), lost));
    }

    private static boolean survives(JsonNode number) {
        if (number.isIntegralNumber()) {
            return number.bigIntegerValue().abs().compareTo(SAFE) <= 0;
        }
        double nearest = number.doubleValue();
        if (!Double.isFinite(nearest)) {
            return false;
        }
        if (!number.isBigDecimal()) {
            return true;
        }
        return written(nearest).compareTo(number.decimalValue()) == 0;
    }

    /** The decimal that the RFC writes for a double: the shortest that reads back as the same one. */
    private static BigDecimal written(double number) {
        try {
            return new BigDecimal(NumberToJSON.serializeNumber(number));
        } catch (IOException infinite) {
            throw new UncheckedIOException(infinite);
        }
    }
}
