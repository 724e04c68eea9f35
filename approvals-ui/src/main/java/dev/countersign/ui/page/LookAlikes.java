package dev.countersign.ui.page;

import java.lang.Character.UnicodeScript;
import java.net.IDN;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Words that are not what they look like: Latin letters beside Cyrillic ones, and domains whose letters are not the
 * ones of the keyboard. Each is followed by what it is. Words of one script, and the scripts that are written together
 * (Japanese, Korean), stay as they are.
 *
 * @param found how many words were marked; after {@value #MARKS_MAX} the rest is left as it is
 */
record LookAlikes(String text, int found) {
    private static final int MARKS_MAX = 50;
    private static final int WORD_MAX = 2_000;

    /** Scripts with letters that are drawn like those of another one among them. */
    private static final Set<UnicodeScript> ALIKE = EnumSet.of(
            UnicodeScript.LATIN,
            UnicodeScript.CYRILLIC,
            UnicodeScript.GREEK,
            UnicodeScript.ARMENIAN,
            UnicodeScript.CHEROKEE,
            UnicodeScript.COPTIC,
            UnicodeScript.LISU);

    private static final Pattern SUSPECT = Pattern.compile("[^\\x00-\\x7F]|(?i:xn--)");
    private static final Pattern WORD = Pattern.compile("\\S+");
    private static final Pattern LETTERS = Pattern.compile("[\\p{L}\\p{M}]+");
    // Behind an @ or a scheme, or labels with points between them. Bounded, since the text is anybody's.
    private static final Pattern HOST = Pattern.compile("(?:@|://)([\\p{L}\\p{M}\\p{N}.-]{1,253})"
            + "|((?:[\\p{L}\\p{M}\\p{N}-]{1,63}+\\.){1,10}[\\p{L}\\p{M}][\\p{L}\\p{M}\\p{N}-]{1,62})");

    static LookAlikes marked(String text) {
        if (!SUSPECT.matcher(text).find()) {
            return new LookAlikes(text, 0);
        }
        var shown = new StringBuilder(text.length() + 64);
        int found = 0;
        int at = 0;
        Matcher words = WORD.matcher(text);
        while (found < MARKS_MAX && words.find()) {
            String says = says(words.group());
            if (!says.isEmpty()) {
                shown.append(text, at, words.end()).append(says);
                at = words.end();
                found++;
            }
        }
        return new LookAlikes(shown.append(text, at, text.length()).toString(), found);
    }

    /** What the word is, in brackets; empty when it is what it looks like. */
    private static String says(String word) {
        if (!SUSPECT.matcher(word).find()) {
            return "";
        }
        Matcher hosts = HOST.matcher(word.length() > WORD_MAX ? "" : word);
        while (hosts.find()) {
            String other = otherForm(hosts.group(1) == null ? hosts.group(2) : hosts.group(1));
            if (!other.isEmpty()) {
                return " [" + other + "]";
            }
        }
        Matcher letters = LETTERS.matcher(word);
        while (letters.find()) {
            String strange = strangers(letters.group());
            if (!strange.isEmpty()) {
                return " [" + strange.substring(2) + "]";
            }
        }
        return "";
    }

    /** How a domain is asked for, or how one that is written so would be drawn; empty when both are the same. */
    private static String otherForm(String host) {
        try {
            String asked = IDN.toASCII(host, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
            String drawn = IDN.toUnicode(host, IDN.ALLOW_UNASSIGNED);
            if (!asked.equals(host.toLowerCase(Locale.ROOT))) {
                return asked + strangers(drawn);
            }
            return drawn.equalsIgnoreCase(host) ? "" : "is drawn " + drawn + strangers(drawn);
        } catch (IllegalArgumentException noDomain) {
            return "";
        }
    }

    /** ", has Cyrillic letters" when a word that looks like one script has letters of another. */
    private static String strangers(String word) {
        EnumSet<UnicodeScript> scripts = EnumSet.noneOf(UnicodeScript.class);
        word.codePoints().filter(Character::isLetter).forEach(c -> scripts.add(UnicodeScript.of(c)));
        scripts.retainAll(ALIKE);
        if (scripts.size() < 2) {
            return "";
        }
        UnicodeScript strange = scripts.stream()
                .filter(script -> script != UnicodeScript.LATIN)
                .findFirst()
                .orElseThrow();
        String name = strange.name();
        String looks = scripts.contains(UnicodeScript.LATIN) ? "looks like Latin, " : "";
        return ", " + looks + "has " + name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT) + " letters";
    }
}
