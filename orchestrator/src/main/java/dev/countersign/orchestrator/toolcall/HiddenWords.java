package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hidden values as they may have got into a text that others wrote: a rule of a company's own, the key of a limit, a
 * note beside the masked field. Values of fewer than three characters are left alone: they would turn every text into
 * dots and give nothing away.
 */
final class HiddenWords {
    private static final int LEAST = 3;

    private final TreeMap<String, String> words =
            new TreeMap<>(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    /** Every text and number below a hidden value. */
    void all(JsonNode hidden) {
        if (hidden.isContainerNode()) {
            hidden.forEach(this::all);
        } else if (hidden.isTextual() || hidden.isNumber()) {
            String raw = hidden.asText();
            if (raw.length() >= LEAST) {
                words.put(raw, Masking.dots(hidden).asText());
            }
        }
    }

    /** Refs that were made from hidden values. */
    void replace(List<String> raw, List<String> shown) {
        for (int i = 0; i < raw.size(); i++) {
            if (raw.get(i).length() >= LEAST && !shown.contains(raw.get(i))) {
                words.put(raw.get(i), i < shown.size() ? shown.get(i) : Masking.DOTS);
            }
        }
    }

    boolean isEmpty() {
        return words.isEmpty();
    }

    /** The text without them, longest first, whole words only: 180 is not found in 18000. */
    String gone(String text) {
        String clean = text;
        for (var word : words.entrySet()) {
            if (clean.contains(word.getKey())) {
                clean = Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(word.getKey()) + "(?![\\p{L}\\p{N}])")
                        .matcher(clean)
                        .replaceAll(Matcher.quoteReplacement(word.getValue()));
            }
        }
        return clean;
    }
}
