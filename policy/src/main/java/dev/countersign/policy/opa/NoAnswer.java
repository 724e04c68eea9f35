package dev.countersign.policy.opa;

/** There is no clean answer. The message is for operators and holds nothing of the input. */
final class NoAnswer extends Exception {

    private static final long serialVersionUID = 1L;

    NoAnswer(String message) {
        super(message);
    }
}
