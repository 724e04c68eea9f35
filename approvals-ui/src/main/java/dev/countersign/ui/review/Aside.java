package dev.countersign.ui.review;

/**
 * What is known beside the bound card and may change while it is open: no digest covers it.
 *
 * @param attention who looks after it
 * @param asked how it came to be asked like this
 */
public record Aside(Attention attention, Asked asked) {

    public static final Aside NONE = new Aside(Attention.NONE, Asked.NONE);
}
