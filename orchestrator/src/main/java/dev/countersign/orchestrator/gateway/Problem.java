package dev.countersign.orchestrator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is no success, as RFC 9457 writes it (INTERFACE, Problems). Thrown by resources; the detail is for the
 * person who gets it at night: what is wrong and the way out.
 */
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient List<Wrong> errors;
    private final transient Map<String, JsonNode> members;

    /** One thing that is wrong: where, what stands there, and how to mend it. */
    record Wrong(String pointer, @Nullable JsonNode value, String fix) {}

    Problem(int status, String code, String detail, List<Wrong> errors, Map<String, JsonNode> members) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.errors = List.copyOf(errors);
        this.members = Map.copyOf(members);
    }

    private static Problem of(int status, String code, String detail) {
        return new Problem(status, code, detail, List.of(), Map.of());
    }

    static Problem malformed(String detail) {
        return of(400, "MALFORMED", detail);
    }

    static Problem unauthenticated() {
        return of(
                401,
                "UNAUTHENTICATED",
                "Send a valid token as Authorization: Bearer <token>. In the local stack './countersign status --json' shows them.");
    }

    static Problem forbidden(String detail) {
        return of(403, "FORBIDDEN", detail);
    }

    static Problem notFound(String what) {
        return of(404, "NOT_FOUND", what);
    }

    static Problem conflict(String detail) {
        return of(409, "CONFLICT", detail);
    }

    static Problem moved(String detail) {
        return of(412, "PRECONDITION_FAILED", detail);
    }

    static Problem tooLarge(String detail) {
        return of(413, "TOO_LARGE", detail);
    }

    static Problem invalid(String pointer, @Nullable JsonNode value, String fix) {
        return invalid(List.of(new Wrong(pointer, value, fix)));
    }

    static Problem invalid(List<Wrong> errors) {
        return invalid("INVALID", errors);
    }

    static Problem invalid(String code, List<Wrong> errors) {
        Wrong first = errors.getFirst();
        String more = errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more)";
        String where = first.pointer().isEmpty() ? "" : first.pointer() + ": ";
        return new Problem(422, code, where + first.fix() + more, errors, Map.of());
    }

    static Problem preconditionRequired(String detail) {
        return of(428, "PRECONDITION_REQUIRED", detail);
    }

    static Problem downstream(String detail) {
        return of(502, "DOWNSTREAM", detail);
    }

    static Problem unavailable(String detail) {
        return of(503, "UNAVAILABLE", detail);
    }

    static Problem refused(int status, String code, String detail, Map<String, JsonNode> members) {
        return new Problem(status, code, detail, List.of(), members);
    }

    static Problem status(int status, String code, String detail) {
        return of(status, code, detail);
    }

    int status() {
        return status;
    }

    List<Wrong> errors() {
        return errors;
    }

    /** @param instance the path that was asked */
    ObjectNode document(String instance) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("type", "urn:countersign:problem:" + code)
                .put("title", title(code))
                .put("status", status)
                .put("detail", getMessage())
                .put("instance", instance)
                .put("code", code);
        ArrayNode array = node.putArray("errors");
        for (Wrong error : errors) {
            ObjectNode one = array.addObject().put("pointer", error.pointer());
            one.set("value", error.value() == null ? one.nullNode() : error.value());
            one.put("fix", error.fix());
        }
        members.forEach(node::set);
        return node;
    }

    private static String title(String code) {
        String words = code.toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        return words.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + words.substring(1);
    }
}
