package dev.countersign.sandbox.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the tables of tools, {@code /tools/<connector>.json}. */
public final class ToolTable {

    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private ToolTable() {}

    public static List<ToolDefinition> of(String connector) {
        var path = "/tools/" + connector + ".json";
        try (var table = ToolTable.class.getResourceAsStream(path)) {
            if (table == null) {
                throw new IllegalStateException("No table of tools at " + path);
            }
            var definitions = new ArrayList<ToolDefinition>();
            for (var row : new ObjectMapper().readTree(table).required("tools")) {
                definitions.add(definition(connector, row));
            }
            return definitions;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path, e);
        }
    }

    private static ToolDefinition definition(String connector, JsonNode row) {
        var inputSchema = (ObjectNode) row.required("input_schema");
        return new ToolDefinition(
                connector,
                row.required("name").textValue(),
                Effect.valueOf(row.required("effect").textValue()),
                row.required("description").textValue(),
                inputSchema,
                SCHEMAS.getSchema(inputSchema),
                texts(row.path("at_least_one")),
                texts(row.path("at_most_one")));
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(element -> texts.add(element.textValue()));
        return texts;
    }
}
