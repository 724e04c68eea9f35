package dev.countersign.ui.timeline;

import dev.countersign.ui.page.InertText;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Texts and figures of these pages, made fit to be shown. */
final class Inert {

    private static final int KIB = 1_024;

    private Inert() {}

    /** On one line, cut; empty for none. */
    static String line(@Nullable String text, int maxChars) {
        if (text == null) {
            return "";
        }
        InertText inert = InertText.line(text, maxChars);
        return inert.cut() == 0 ? inert.value() : inert.value() + "…";
    }

    static @Nullable InertText block(@Nullable String text, int maxChars) {
        return text == null || text.isBlank() ? null : InertText.block(text, maxChars);
    }

    /** "14,206 / 611". */
    static String tokens(long in, long out) {
        return String.format(Locale.ENGLISH, "%,d / %,d", in, out);
    }

    static String number(long count) {
        return String.format(Locale.ENGLISH, "%,d", count);
    }

    static String bytes(long count) {
        return count < KIB ? count + " B" : String.format(Locale.ENGLISH, "%,.1f KiB", count / (double) KIB);
    }
}
