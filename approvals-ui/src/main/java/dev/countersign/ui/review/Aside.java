package dev.countersign.ui.review;

/**
 * What is known beside the bound card and may change while it is open: no digest covers it.
 *
 * @param attention who looks after it
 * @param takeback how its approval is taken back, and whether it was
 * @param asked how it came to be asked like this
 * @param around what else happens to the same records
 * @param similar how people decided in like cases
 */
public record Aside(Attention attention, Takeback takeback, Asked asked, Around around, Similar similar) {

    public static final Aside NONE = new Aside(Attention.NONE, Takeback.NONE, Asked.NONE, Around.NOTHING, Similar.NONE);

    public Aside with(Attention other) {
        return new Aside(other, takeback, asked, around, similar);
    }

    public Aside with(Takeback other) {
        return new Aside(attention, other, asked, around, similar);
    }

    public Aside with(Asked other) {
        return new Aside(attention, takeback, other, around, similar);
    }

    public Aside with(Around other) {
        return new Aside(attention, takeback, asked, other, similar);
    }

    public Aside with(Similar other) {
        return new Aside(attention, takeback, asked, around, other);
    }
}
