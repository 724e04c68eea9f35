package dev.countersign.sandbox.tool;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a tool answers. Every case has a JSON object; only {@link Refused} is an error to the caller. */
public sealed interface Answer {

    ObjectNode body();

    /** A read's answer, or the answer of a write that had nothing left to change. */
    record Told(ObjectNode body) implements Answer {}

    /** A state changed just now. */
    record Done(ObjectNode body) implements Answer {}

    /** Nothing changed. The body has a {@code code}. */
    record Refused(ObjectNode body) implements Answer {

        public static Refused because(String code, String detail) {
            return new Refused(
                    JsonNodeFactory.instance.objectNode().put("code", code).put("detail", detail));
        }

        public static Refused notFound(String what) {
            return because("NOT_FOUND", "There is no " + what + ".");
        }

        public static Refused versionConflict(int actual) {
            var refused = because("VERSION_CONFLICT", "The record has version " + actual + " now.");
            refused.body.put("version", actual);
            return refused;
        }
    }
}
