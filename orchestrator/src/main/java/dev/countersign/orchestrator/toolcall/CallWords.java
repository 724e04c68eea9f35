package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.connector.Connectors;
import jakarta.inject.Singleton;

/**
 * What a call did, in the words of its connector. Filled in from what is stored of the question to policy, so that
 * what policy hides stays hidden.
 */
@Singleton
public class CallWords {
    private final Connectors connectors;
    private final ToolCalls calls;

    CallWords(Connectors connectors, ToolCalls calls) {
        this.connectors = connectors;
        this.calls = calls;
    }

    /** The consequence of a call, such as "Move Acme renewal from qualified to proposal"; the tool's name without one. */
    public String consequence(ToolCall call) {
        return connectors
                .tool(call.connector(), call.connectorVersion(), call.tool())
                .map(tool -> tool.binding().consequence())
                .map(template -> template.renderText(roots(call)))
                .orElse("Call " + call.tool());
    }

    private ObjectNode roots(ToolCall call) {
        ObjectNode none = JsonNodeFactory.instance.objectNode();
        JsonNode asked = calls.policyInput(call.id()).orElse(none);
        ObjectNode roots = JsonNodeFactory.instance.objectNode();
        roots.set("arguments", call.arguments() == null ? none : call.arguments());
        roots.set("before", asked.path("record").isObject() ? asked.path("record") : none);
        roots.set("facts", asked.path("facts").isObject() ? asked.path("facts") : none);
        roots.set("refs", call.refs());
        roots.set("price", asked.path("action").path("price"));
        return roots;
    }
}
