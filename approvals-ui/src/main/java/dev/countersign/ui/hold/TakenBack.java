package dev.countersign.ui.hold;

/** What came of taking an approval back. */
public sealed interface TakenBack {

    /** It was not sent; it waits again. */
    record Unsent() implements TakenBack {}

    /** It had been sent; a call that sets it back was made, and the card says what became of that. */
    record Sent() implements TakenBack {}

    /**
     * Nothing changed.
     *
     * @param code as the outer interface names it
     * @param status as the outer interface gives it
     */
    record Refused(String code, int status, String detail) implements TakenBack {}

    record NotFound() implements TakenBack {}
}
