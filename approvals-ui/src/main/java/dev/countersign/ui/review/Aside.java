package dev.countersign.ui.review;

/**
 * What is known beside the bound card and may change while it is open: no digest covers it.
 *
 * @param attention who looks after it
 * @param takeback how its approval is taken back, and whether it was
 */
public record Aside(Attention attention, Takeback takeback) {

    public static final Aside NONE = new Aside(Attention.NONE, Takeback.NONE);
}
