package dev.countersign.ui.page;

import io.quarkus.qute.TemplateData;

/**
 * Foreign text (of a model, a tool, a record) made fit to be shown. Characters that a reader cannot see, or that change
 * the order in which text is read, are written out as {@code [U+202E]}; a word that mixes letters which look alike says
 * so behind it; what is over the limit is cut and counted. It is still plain text: the template escapes it like any
 * other.
 *
 * @param value what to show
 * @param marked how many characters were written out and how many words were marked
 * @param cut how many characters were left out at the end
 */
@TemplateData
public record InertText(String value, int marked, int cut) {

    /** So many hidden characters in a row are written out one by one; the others are counted. */
    private static final int RUN_MAX = 8;

    /** More accents than this on one letter are drawn over the lines above and below. */
    private static final int ACCENTS_MAX = 4;

    /** Text on one line: line breaks are shown as a sign. */
    public static InertText line(String text, int maxChars) {
        return of(text, maxChars, false);
    }

    /** Text whose line breaks and tabs stay. */
    public static InertText block(String text, int maxChars) {
        return of(text, maxChars, true);
    }

    @Override
    public String toString() {
        return value;
    }

    private static InertText of(String text, int maxChars, boolean block) {
        int end = Math.min(text.length(), maxChars);
        if (end < text.length() && end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        StringBuilder shown = new StringBuilder(end);
        int marked = 0;
        int run = 0;
        int accents = 0;
        for (int i = 0; i < end; ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c == '\r' && i < end && text.charAt(i) == '\n') {
                continue;
            }
            accents = isAccent(c) ? accents + 1 : 0;
            if (isHidden(c) && !isBreak(c) && c != '\t' || accents > ACCENTS_MAX) {
                marked++;
                if (++run <= RUN_MAX) {
                    shown.append("[U+%04X]".formatted(c));
                }
                continue;
            }
            run = ended(run, shown);
            if (isBreak(c)) {
                shown.append(block ? "\n" : " ↵ ");
            } else if (c == '\t') {
                shown.append(block ? '\t' : ' ');
            } else {
                shown.appendCodePoint(c);
            }
        }
        ended(run, shown);
        LookAlikes words = LookAlikes.marked(shown.toString());
        return new InertText(words.text(), marked + words.found(), text.length() - end);
    }

    private static int ended(int run, StringBuilder shown) {
        if (run > RUN_MAX) {
            shown.append("[and ").append(run - RUN_MAX).append(" more hidden]");
        }
        return 0;
    }

    private static boolean isBreak(int c) {
        return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
    }

    private static boolean isAccent(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    /**
     * Controls, bidirectional marks, zero-width and tag characters, lone surrogates and private use. The two joiners
     * stay when something is left to join: Persian and many emoji need them, and they move nothing.
     */
    private static boolean isHidden(int c) {
        if (c == 0x200C || c == 0x200D) {
            return false;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE -> true;
            case Character.UNASSIGNED -> c >= 0xE0000;
            default -> isBlankLetter(c);
        };
    }

    /** Letters that draw nothing: Hangul fillers, the combining grapheme joiner, the blank Braille cell. */
    private static boolean isBlankLetter(int c) {
        return c == 0x034F || c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0 || c == 0x2800;
    }
}
