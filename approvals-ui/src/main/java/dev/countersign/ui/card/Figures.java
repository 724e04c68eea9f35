package dev.countersign.ui.card;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers inside sentences and facts, with their digits grouped. Only the look changes, never a digit. */
public final class Figures {

    // Alone between spaces, brackets or stops, and long enough to need it; a leading zero says that it is no amount.
    private static final Pattern ALONE =
            Pattern.compile("(?<![^\\s(])[1-9]\\d{4,14}(?:\\.\\d{1,6})?(?![^\\s),;:.])(?!\\.\\d)");
    private static final Pattern QUOTED = Pattern.compile("“[^”]*”|[^“]+|“");
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{4,14}(?:\\.\\d{1,6})?");
    private static final Pattern NAMES_NO_AMOUNT =
            Pattern.compile("(?i).*\\b(id|number|no|code|phone|fax|zip|postcode|vat|reference|ref)\\b.*");

    private Figures() {}

    /** "Amount is 84000" reads "Amount is 84,000". What stands in quotation marks is somebody's text and stays. */
    public static String inSentence(String text) {
        StringBuilder shown = new StringBuilder(text.length() + 8);
        Matcher parts = QUOTED.matcher(text);
        while (parts.find()) {
            String part = parts.group();
            shown.append(part.startsWith("“") ? part : grouped(part));
        }
        return shown.toString();
    }

    /** A fact that is a number, unless its label says that it only looks like one. */
    public static String ofFact(String label, String value) {
        return NUMBER.matcher(value).matches()
                        && !NAMES_NO_AMOUNT.matcher(label).matches()
                ? number(value)
                : value;
    }

    private static String grouped(String text) {
        return ALONE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(number(found.group())));
    }

    private static String number(String digits) {
        int point = digits.indexOf('.');
        String whole = point < 0 ? digits : digits.substring(0, point);
        return whole.replaceAll("(?<=\\d)(?=(\\d{3})+$)", ",") + (point < 0 ? "" : digits.substring(point));
    }
}
