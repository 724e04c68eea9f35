package dev.countersign.ui.review;

/**
 * What is known beside the bound card and may change while it is open: no digest covers it.
 *
 * @param attention who looks after it
 */
public record Aside(Attention attention) {

    public static final Aside NONE = new Aside(Attention.NONE);
}
