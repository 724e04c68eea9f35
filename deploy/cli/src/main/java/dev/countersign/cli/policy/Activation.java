package dev.countersign.cli.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.cli.Common;

/** The one request that makes a revision decide. */
final class Activation {
    private Activation() {}

    /** @return the API's body: the revision that is active now, a new one when an older one was named */
    static JsonNode of(Common common, String revision) {
        return common.api()
                .post("/api/policy/activations", Common.JSON.createObjectNode().put("revision", revision))
                .body();
    }
}
