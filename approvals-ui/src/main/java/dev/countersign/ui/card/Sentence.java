package dev.countersign.ui.card;

import dev.countersign.ui.page.InertText;
import io.quarkus.qute.TemplateData;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The consequence with its object and its new values set in bold. Only the weight is guessed here, from where capitals
 * and prepositions stand; the words are the connector document's and are never changed.
 */
@TemplateData
public record Sentence(List<Part> parts) {

    private static final int MAX_CHARS = 2_000;
    private static final Set<String> ENDS = Set.of(
            "from", "to", "into", "as", "in", "at", "for", "with", "by", "and", "on", "that", "of", "is", "under");

    // An amount in brackets, or an address behind a name.
    private static final Pattern ASIDE = Pattern.compile("\\(\\d|<");

    public Sentence {
        parts = List.copyOf(parts);
    }

    /** A run of the sentence. */
    @TemplateData
    public record Part(String text, boolean strong) {}

    /** Bold is the object only, as rows have it. */
    public static Sentence row(String consequence) {
        return of(consequence, List.of(), List.of());
    }

    /** Bold are the object, every value that the call would write, and who would get the mail. */
    public static Sentence of(Card card) {
        List<String> readers = card.message() == null
                ? List.of()
                : card.message().to().stream().map(Card.Recipient::address).toList();
        return of(card.consequence(), card.changes(), readers);
    }

    private static Sentence of(String consequence, List<Card.Change> changes, List<String> readers) {
        String text = Figures.inSentence(InertText.line(consequence, MAX_CHARS).value());
        BitSet strong = new BitSet(text.length());
        markObject(text, strong);
        for (Card.Change change : changes) {
            if (Objects.equals(change.before(), change.after())) {
                continue; // there only because the record moved
            }
            markValue(text, FieldValue.text(change.after()), strong);
            if (change.after() != null && change.after().isValueNode()) {
                markValue(text, change.after().asText(), strong);
            }
        }
        readers.forEach(address -> markValue(text, address, strong));
        return new Sentence(split(text, strong));
    }

    private static void markObject(String text, BitSet strong) {
        int end = markName(text, text.indexOf(' ') + 1, strong);
        // What is merged into something has two objects.
        if (end > 0 && text.startsWith(" into ", end)) {
            markName(text, end + " into ".length(), strong);
        }
    }

    /** Marks the first name from there on; returns where it ends, or -1 when there is none. */
    private static int markName(String text, int from, BitSet strong) {
        int start = -1;
        int end = -1;
        int at = from;
        while (at > 0 && at < text.length()) {
            int next = text.indexOf(' ', at);
            int stop = next < 0 ? text.length() : next;
            String word = text.substring(at, stop);
            if (start < 0 && word.startsWith("“") && text.indexOf('”', at) > 0) {
                end = text.indexOf('”', at) + 1;
                strong.set(at, end);
                return end;
            }
            if (start < 0 && startsName(word)) {
                start = at;
            } else if (start >= 0 && endsName(word)) {
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
        return end;
    }

    private static boolean endsName(String word) {
        return ENDS.contains(word.toLowerCase(Locale.ROOT))
                || ASIDE.matcher(word).lookingAt();
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
