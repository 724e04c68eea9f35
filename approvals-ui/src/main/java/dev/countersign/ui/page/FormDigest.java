package dev.countersign.ui.page;

import org.jspecify.annotations.Nullable;

/** The digest that a form carries back, of the card that its person saw. */
public final class FormDigest {
    private static final int MAX_CHARS = 200;

    private FormDigest() {}

    /** As it was sent; empty, which is nobody's, for none and for one that is too long to be a digest. */
    public static String of(@Nullable String sent) {
        return sent == null || sent.length() > MAX_CHARS ? "" : sent;
    }
}
