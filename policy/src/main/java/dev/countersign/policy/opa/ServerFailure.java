package dev.countersign.policy.opa;

/** The OPA server gave no answer that could count. The message is for operators and holds nothing of the input. */
final class ServerFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ServerFailure(String message) {
        super(message);
    }
}
