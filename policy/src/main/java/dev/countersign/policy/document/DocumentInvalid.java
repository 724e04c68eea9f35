package dev.countersign.policy.document;

import java.util.List;

/** A document that cannot be accepted, with everything that is wrong with it. The caller's fault, never ours. */
public final class DocumentInvalid extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public DocumentInvalid(List<Problem> problems) {
        super(
                problems.isEmpty()
                        ? "The document is invalid"
                        : problems.getFirst().pointer() + ": "
                                + problems.getFirst().fix());
        this.problems = List.copyOf(problems);
    }

    public DocumentInvalid(Problem problem) {
        this(List.of(problem));
    }

    /** Never empty. */
    public List<Problem> problems() {
        return problems;
    }
}
