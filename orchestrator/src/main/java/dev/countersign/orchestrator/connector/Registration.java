package dev.countersign.orchestrator.connector;

import dev.countersign.mcp.connector.DocumentInvalid;

/** What came of registering a document. */
public sealed interface Registration<T> {

    /** Stored now, or, in a dry run, would be. */
    record Created<T>(T value) implements Registration<T> {}

    /** The same document of the same version was there already. */
    record Unchanged<T>(T value) implements Registration<T> {}

    /** The same version holds something else. */
    record Conflict<T>(String detail) implements Registration<T> {}

    /** The document is wrong. */
    record Invalid<T>(DocumentInvalid problems) implements Registration<T> {}

    /** The connector's server could not be asked for its tools. */
    record Unreachable<T>(String detail) implements Registration<T> {}
}
