package dev.countersign.orchestrator.ledger;

import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** W3C trace context, made here when nobody brought one. One trace per run, one span per call. */
public final class Traces {
    private Traces() {}

    /** A new trace with a new span, sampled. */
    public static String fresh() {
        UUID id = UUID.randomUUID();
        return "00-" + hex(id.getMostSignificantBits()) + hex(id.getLeastSignificantBits()) + "-" + span() + "-01";
    }

    /** The same trace with a span of its own. */
    public static String child(String traceparent) {
        return traceparent.substring(0, 36) + span() + "-01";
    }

    private static String span() {
        return hex(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE));
    }

    private static String hex(long bits) {
        return HexFormat.of().toHexDigits(bits);
    }
}
