package dev.countersign.policy.decision;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;

/**
 * What a decision will look at and only the caller can know.
 *
 * @param counters limits with the key and window to read; the used amount goes to {@code counters[limitId][key]}
 * @param dedupes entries with the raw key values; how many earlier calls match goes to {@code counters[id][digest]}
 */
public record Needs(List<Reservation> counters, List<Dedupe> dedupes) {
    public static final Needs NONE = new Needs(List.of(), List.of());

    public Needs {
        counters = List.copyOf(counters);
        dedupes = List.copyOf(dedupes);
    }

    /** Compare {@code values} after NFKC, case folding and trimming, over a sliding window. */
    public record Dedupe(String id, List<JsonNode> values, Duration window) {
        public Dedupe {
            values = List.copyOf(values);
        }
    }
}
