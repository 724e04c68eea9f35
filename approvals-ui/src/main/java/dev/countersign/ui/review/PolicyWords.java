package dev.countersign.ui.review;

import dev.countersign.ui.card.Figures;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What policy says, as sentences: JSON Pointers read as the names of fields, numbers grouped, full stops. */
public final class PolicyWords {

    private static final Pattern PLACE = Pattern.compile("(?<!\\S)/(?:[\\w.~-]+/)*([\\w.~-]+)");

    private PolicyWords() {}

    /** A sentence of policy with its digits grouped and a full stop. */
    public static String because(String text) {
        return stopped(Figures.inSentence(text));
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
        String named = PLACE.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group(1).replace('_', ' ').toLowerCase(Locale.ROOT)))
                .replace(" is not false", " is true")
                .replace(" is not true", " is false");
        return stopped(Figures.inSentence(Character.toUpperCase(named.charAt(0)) + named.substring(1)));
    }

    private static String stopped(String text) {
        return text.isEmpty() || ".!?…".indexOf(text.charAt(text.length() - 1)) >= 0 ? text : text + ".";
    }
}
