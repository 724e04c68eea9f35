package dev.countersign.mcp.connector;

import com.fasterxml.jackson.core.JsonPointer;

/** Where the value of a ref is found: {@code /p}, {@code record:/p}, {@code domain:/p}, {@code domain:record:/p}. */
public sealed interface RefPath {

    JsonPointer pointer();

    record InArguments(JsonPointer pointer) implements RefPath {}

    record InRecord(JsonPointer pointer) implements RefPath {}

    /** The lower-case domain of the address or URL that {@code of} finds. */
    record DomainOf(RefPath of) implements RefPath {
        @Override
        public JsonPointer pointer() {
            return of.pointer();
        }
    }
}
