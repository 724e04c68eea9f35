package dev.countersign.ui.review;

/**
 * What is known beside the bound card and may change while it is open: no digest covers it.
 *
 * @param attention who looks after it
 * @param takeback how its approval is taken back, and whether it was
 * @param retry how it is asked for again once it has failed
 * @param asked how it came to be asked like this
 * @param around what else happens to the same records
 * @param similar how people decided in like cases
 */
public record Aside(Attention attention, Takeback takeback, Retry retry, Asked asked, Around around, Similar similar) {

    public static final Aside NONE =
            new Aside(Attention.NONE, Takeback.NONE, Retry.NONE, Asked.NONE, Around.NOTHING, Similar.NONE);

    public Aside with(Attention other) {
        return new Aside(other, takeback, retry, asked, around, similar);
    }

    public Aside with(Takeback other) {
        return new Aside(attention, other, retry, asked, around, similar);
    }

    public Aside with(Retry other) {
        return new Aside(attention, takeback, other, asked, around, similar);
    }

    public Aside with(Asked other) {
        return new Aside(attention, takeback, retry, other, around, similar);
    }

    public Aside with(Around other) {
        return new Aside(attention, takeback, retry, asked, other, similar);
    }

    public Aside with(Similar other) {
        return new Aside(attention, takeback, retry, asked, around, other);
    }
}
