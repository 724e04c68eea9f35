package dev.countersign.ui.review;

import dev.countersign.ui.card.Figures;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What policy says, as sentences: JSON Pointers read as the names of fields, numbers grouped, full stops. */
public final class PolicyWords {

    private static final Pattern PLACE = Pattern.compile("(?<!\\S)/(?:[\\w.~-]+/)*([\\w.~-]+)");

    private static final Pattern INSTANT =
            Pattern.compile("\\b\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?Z");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm 'UTC'", Locale.ENGLISH);

    private PolicyWords() {}

    /** A sentence of policy with its digits grouped and a full stop. */
    public static String because(String text) {
        return stopped(Figures.inSentence(dated(text)));
    }

    /** "would pass if /record/amount is not above 50000" reads "Would pass if amount is not above 50,000." */
    public static String passing(String text) {
        if (text.isEmpty()) {
            return "";
        }
        if (text.startsWith("never: ") && text.endsWith(" deny")) {
            return "Nothing lets this pass; it is denied whatever it holds.";
        }
        if (text.startsWith("never: ")) {
            return "Nothing lets this pass without a person.";
        }
        String named = PLACE.matcher(dated(text))
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group(1).replace('_', ' ').toLowerCase(Locale.ROOT)))
                .replace(" is not false", " is true")
                .replace(" is not true", " is false");
        return stopped(Figures.inSentence(Character.toUpperCase(named.charAt(0)) + named.substring(1)));
    }

    /** "2026-11-24T10:20:00Z" reads "24 Nov 2026, 10:20 UTC". */
    private static String dated(String text) {
        return INSTANT.matcher(text).replaceAll(found -> Matcher.quoteReplacement(dateOf(found.group())));
    }

    private static String dateOf(String instant) {
        try {
            return TIME.format(Instant.parse(instant).atZone(ZoneOffset.UTC));
        } catch (DateTimeException notOne) {
            return instant;
        }
    }

    private static String stopped(String text) {
        return text.isEmpty() || ".!?…".indexOf(text.charAt(text.length() - 1)) >= 0 ? text : text + ".";
    }
}
