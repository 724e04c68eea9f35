package dev.countersign.policy.opa;

/** The OPA server works, and answers by other rules or data than the ones that were asked. */
final class OtherRevision extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OtherRevision() {
        super("The OPA server answers by another revision: it has not downloaded this one");
    }
}
