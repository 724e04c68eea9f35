package dev.countersign.ui.card;

import dev.countersign.ui.page.InertText;
import io.quarkus.qute.TemplateData;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The consequence with its object and its new values set in bold. Only the weight is guessed here, from where capitals
 * and prepositions stand; the words are the connector document's and are never changed.
 */
@TemplateData
public record Sentence(List<Part> parts) {

    private static final int MAX_CHARS = 2_000;
    private static final Set<String> ENDS = Set.of(
            "from", "to", "into", "as", "in", "at", "for", "with", "by", "and", "on", "that", "of", "is", "under");

    public Sentence {
        parts = List.copyOf(parts);
    }

    /** A run of the sentence. */
    @TemplateData
    public record Part(String text, boolean strong) {}

    /** Bold is the object only, as rows have it. */
    public static Sentence row(String consequence) {
        return of(consequence, List.of());
    }

    /** Bold are the object and every value that the call would write. */
    public static Sentence of(String consequence, List<Card.Change> changes) {
        String text = InertText.line(consequence, MAX_CHARS).value();
        BitSet strong = new BitSet(text.length());
        markObject(text, strong);
        for (Card.Change change : changes) {
            markValue(text, FieldValue.text(change.after()), strong);
            if (change.after() != null && change.after().isValueNode()) {
                markValue(text, change.after().asText(), strong);
            }
        }
        return new Sentence(split(text, strong));
    }

    private static void markObject(String text, BitSet strong) {
        int start = -1;
        int end = -1;
        int at = text.indexOf(' ') + 1;
        while (at > 0 && at < text.length()) {
            int next = text.indexOf(' ', at);
            int stop = next < 0 ? text.length() : next;
            String word = text.substring(at, stop);
            if (start < 0 && startsName(word)) {
                start = at;
            } else if (start >= 0 && ENDS.contains(word.toLowerCase(Locale.ROOT))) {
                break;
            }
            if (start >= 0) {
                end = stop;
                if (word.endsWith(",") || word.endsWith(";")) {
                    end--;
                    break;
                }
            }
            at = next < 0 ? -1 : next + 1;
        }
        if (start >= 0) {
            strong.set(start, end);
        }
    }

    private static boolean startsName(String word) {
        return !word.isEmpty() && (Character.isUpperCase(word.charAt(0)) || Character.isDigit(word.charAt(0)));
    }

    private static void markValue(String text, String value, BitSet strong) {
        if (value.length() < 2) {
            return;
        }
        int at = text.lastIndexOf(value);
        if (at >= 0 && isEdge(text, at - 1) && isEdge(text, at + value.length())) {
            strong.set(at, at + value.length());
        }
    }

    private static boolean isEdge(String text, int at) {
        return at < 0 || at >= text.length() || !Character.isLetterOrDigit(text.charAt(at));
    }

    private static List<Part> split(String text, BitSet strong) {
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            boolean bold = strong.get(at);
            int next = bold ? strong.nextClearBit(at) : strong.nextSetBit(at);
            int end = next < 0 || next > text.length() ? text.length() : next;
            parts.add(new Part(text.substring(at, end), bold));
            at = end;
        }
        return parts;
    }
}
