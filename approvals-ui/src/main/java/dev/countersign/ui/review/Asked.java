package dev.countersign.ui.review;

import org.jspecify.annotations.Nullable;

/**
 * How it came to be asked in just this way, and what else this person may do about it.
 *
 * @param mayEdit whether the person that the page is made for may change what would be sent
 * @param tierBefore the tier of the round before, where this one's is higher; null otherwise
 * @param stricter whether this round is there because policy asks for more than it did
 * @param wouldPass whether policy would let it pass by now without a person
 */
public record Asked(boolean mayEdit, @Nullable String tierBefore, boolean stricter, boolean wouldPass) {

    public static final Asked NONE = new Asked(false, null, false, false);
}
