package dev.countersign.mcp.connector;

import dev.countersign.mcp.schema.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** A connector document that cannot be registered, with everything that is wrong in it at once. */
public final class DocumentInvalid extends Exception {
    private static final long serialVersionUID = 1L;

    /** The problem code that a caller is told. */
    public enum Code {
        INVALID,
        /** Everything else would be right, but it asks for something that is not built. */
        NOT_YET
    }

    private final Code code;
    private final transient List<Problem> problems;

    public DocumentInvalid(Code code, List<Problem> problems) {
        super(problems.stream()
                .map(problem -> problem.pointer() + ": " + problem.fix())
                .collect(Collectors.joining(" ")));
        this.code = code;
        this.problems = List.copyOf(problems);
    }

    public Code code() {
        return code;
    }

    public List<Problem> problems() {
        return problems;
    }
}
