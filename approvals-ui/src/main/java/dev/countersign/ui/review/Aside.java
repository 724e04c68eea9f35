package dev.countersign.ui.review;

/**
 * What is known beside the bound card and may change while it is open: no digest covers it.
 *
 * @param attention who looks after it
 * @param around what else happens to the same records
 * @param similar how people decided in like cases
 */
public record Aside(Attention attention, Around around, Similar similar) {

    public static final Aside NONE = new Aside(Attention.NONE, Around.NOTHING, Similar.NONE);
}
