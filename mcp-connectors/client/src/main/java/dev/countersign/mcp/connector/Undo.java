package dev.countersign.mcp.connector;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** How a write is taken back. */
public sealed interface Undo {

    /** By another call. Strings in {@code arguments} are templates over {@code arguments, before, facts, result}. */
    record Auto(String tool, ObjectNode arguments) implements Undo {}

    /** By a person, who is told {@code text}. */
    record Manual(Template text) implements Undo {}

    /** Not at all, and the document says so. */
    record None() implements Undo {}

    /** The document says nothing: policy refuses such a write. */
    record Undeclared() implements Undo {}
}
