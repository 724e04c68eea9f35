package dev.countersign.mcp.canonical;

import com.fasterxml.jackson.core.JsonPointer;

/** A number that RFC 8785 would change, so that two different documents would have one digest. */
public record LostNumber(JsonPointer pointer, String number) {}
