package dev.countersign.orchestrator.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.canonical.Digest;
import dev.countersign.mcp.catalog.ArgumentSchema;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One version of a workflow document (INTERFACE, Documents).
 *
 * @param tools dotted names with their calls a run, null for no limit of its own
 * @param stage read_only, limited_writes, approvals or scaled; read_only unless said (M15)
 * @param groups who may see its runs
 * @param document as registered
 */
public record Workflow(
        String id,
        int version,
        Digest digest,
        String instructions,
        JsonNode model,
        ArgumentSchema inputSchema,
        Map<String, @Nullable Integer> tools,
        Budgets budgets,
        String dataClass,
        String stage,
        boolean dryRun,
        List<String> groups,
        JsonNode document) {

    public Workflow {
        tools = Collections.unmodifiableMap(new LinkedHashMap<>(tools));
        groups = List.copyOf(groups);
    }

    /** What a run may use up before it is stopped; null means no bound of its own. */
    public record Budgets(
            int steps, @Nullable Long tokens, @Nullable BigDecimal cost, Duration time) {
        static final Budgets DEFAULT = new Budgets(50, null, null, Duration.ofDays(30));
    }

    /** Reads a document that met the schema. */
    static Workflow read(JsonNode document) {
        var tools = new LinkedHashMap<String, @Nullable Integer>();
        document.path("tools")
                .forEach(tool -> tools.put(
                        tool.path("name").asText(),
                        tool.has("limit") ? tool.path("limit").intValue() : null));
        var groups = new ArrayList<String>();
        document.path("groups").forEach(group -> groups.add(group.asText()));
        return new Workflow(
                document.path("id").asText(),
                document.path("version").intValue(),
                Digest.of(document),
                document.path("instructions").asText(""),
                document.path("model"),
                ArgumentSchema.of(
                        document.path("input_schema") instanceof ObjectNode schema
                                ? schema
                                : JsonNodeFactory.instance.objectNode()),
                tools,
                budgets(document.path("budgets")),
                document.path("data_class").asText("internal"),
                document.path("stage").asText("read_only"),
                document.path("dry_run").asBoolean(false),
                groups,
                document);
    }

    private static Budgets budgets(JsonNode node) {
        return new Budgets(
                node.path("steps").asInt(Budgets.DEFAULT.steps()),
                node.has("tokens") ? node.path("tokens").longValue() : null,
                node.has("cost") ? node.path("cost").decimalValue() : null,
                node.has("time") ? Duration.parse(node.path("time").asText()) : Budgets.DEFAULT.time());
    }
}
