package dev.countersign.ui.review;

/**
 * What is known beside the bound card and may change while it is open: no digest covers it.
 *
 * @param attention who looks after it
 * @param takeback how its approval is taken back, and whether it was
 * @param asked how it came to be asked like this
 */
public record Aside(Attention attention, Takeback takeback, Asked asked) {

    public static final Aside NONE = new Aside(Attention.NONE, Takeback.NONE, Asked.NONE);

    public Aside with(Attention other) {
        return new Aside(other, takeback, asked);
    }

    public Aside with(Takeback other) {
        return new Aside(attention, other, asked);
    }

    public Aside with(Asked other) {
        return new Aside(attention, takeback, other);
    }
}
