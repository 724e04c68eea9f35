package dev.countersign.orchestrator.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;

/** What the product answered. */
public record Answer(int status, JsonNode body, HttpHeaders headers) {

    public String code() {
        return body.path("code").asText();
    }

    /** The body of an answer that had to succeed. */
    public JsonNode ok() {
        if (status / 100 != 2) {
            throw new AssertionError("status " + status + ": " + body);
        }
        return body;
    }
}
