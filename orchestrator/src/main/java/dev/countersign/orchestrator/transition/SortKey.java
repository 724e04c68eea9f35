package dev.countersign.orchestrator.transition;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The sort key of a page's last row as one opaque word of {@code A-Za-z0-9_-}: where the next page begins. */
public final class SortKey {
    private SortKey() {}

    /** Parts hold no bar. */
    public static String join(Object... parts) {
        String text = Stream.of(parts).map(String::valueOf).collect(Collectors.joining("|"));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The parts; empty for a word that {@link #join} never makes of so many. */
    public static List<String> split(String word, int count) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(word), StandardCharsets.UTF_8);
            String[] parts = text.split("\\|", -1);
            return parts.length == count ? List.of(parts) : List.of();
        } catch (IllegalArgumentException mangled) {
            return List.of();
        }
    }
}
