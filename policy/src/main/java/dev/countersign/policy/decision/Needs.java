package dev.countersign.policy.decision;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a decision will look at and only the caller can know.
 *
 * @param counters limits with the key and window to read; the used amount goes to {@code counters[limitId][key]}
 * @param dedupes entries with the raw key values; how many earlier calls match goes to {@code counters[id][digest]}
 * @param failure why there was no clean answer, null when there was. A counter that nobody asked for counts as zero,
 *     so a caller that finds a failure here refuses with POLICY_INDETERMINATE and does not go on to decide
 */
public record Needs(
        List<Reservation> counters,
        List<Dedupe> dedupes,
        @Nullable String failure) {
    public static final Needs NONE = new Needs(List.of(), List.of());

    public Needs {
        counters = List.copyOf(counters);
        dedupes = List.copyOf(dedupes);
    }

    public Needs(List<Reservation> counters, List<Dedupe> dedupes) {
        this(counters, dedupes, null);
    }

    /** No clean answer; {@code cause} is for operators and holds no input. */
    public static Needs unknown(String cause) {
        return new Needs(List.of(), List.of(), cause);
    }

    /** Compare {@code values} after NFKC, case folding and trimming, over a sliding window. */
    public record Dedupe(String id, List<JsonNode> values, Duration window) {
        public Dedupe {
            values = List.copyOf(values);
        }
    }
}
