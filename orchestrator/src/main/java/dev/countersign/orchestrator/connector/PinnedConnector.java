package dev.countersign.orchestrator.connector;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.catalog.ArgumentSchema;
import dev.countersign.mcp.catalog.PinnedTool;
import dev.countersign.mcp.connector.Connector;
import dev.countersign.mcp.connector.ToolBinding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A connector version with its tools as they were pinned at registration. */
public record PinnedConnector(Connector connector, Map<String, Tool> tools) {

    public PinnedConnector {
        tools = Collections.unmodifiableMap(new LinkedHashMap<>(tools));
    }

    static PinnedConnector of(Connector connector, List<PinnedTool> pinned) {
        var tools = new LinkedHashMap<String, Tool>();
        for (PinnedTool tool : pinned) {
            tools.put(tool.name(), new Tool(connector, tool.binding(), tool));
        }
        return new PinnedConnector(connector, tools);
    }

    public Optional<Tool> tool(String name) {
        return Optional.ofNullable(tools.get(name));
    }

    /**
     * One tool: what the operator said of it, and the raw definition that was pinned.
     *
     * @param proposable the schema that a proposal must meet: without what we fill in ourselves
     */
    public record Tool(Connector connector, ToolBinding binding, PinnedTool pinned, ArgumentSchema proposable) {
        Tool(Connector connector, ToolBinding binding, PinnedTool pinned) {
            this(
                    connector,
                    binding,
                    pinned,
                    pinned.descriptor().arguments().hiding(new ArrayList<>(binding.hiddenArguments())));
        }

        /** {@code connector.tool}, the name everywhere outside a connector document. */
        public String dotted() {
            return connector.id() + "." + binding.name();
        }

        /** Arguments as they are proposed, decided and bound: without the record's version, which an intent fills in. */
        public ObjectNode bare(ObjectNode arguments) {
            ObjectNode bare = arguments.deepCopy();
            var context = binding.context();
            if (context != null
                    && context.ifVersion() != null
                    && bare.at(context.ifVersion().head()) instanceof ObjectNode parent) {
                parent.remove(context.ifVersion().last().getMatchingProperty());
            }
            return bare;
        }
    }
}
