package dev.countersign.mcp.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Validates JSON against one JSON Schema, 2020-12 unless it names another draft. Safe for use by many threads. */
public final class JsonSchemaCheck {
    private static final int PROBLEMS_MAX = 50;
    private static final String META_SCHEMAS = "json-schema.org/";
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaCacheEnabled(false)
                    .schemaLoader(loader -> loader.allow(iri -> iri.toString().contains("://" + META_SCHEMAS))));

    private final Schema schema;

    private JsonSchemaCheck(Schema schema) {
        this.schema = schema;
    }

    /** @throws IllegalArgumentException with a sentence for people when it cannot be used as a schema */
    public static JsonSchemaCheck of(JsonNode schema) {
        try {
            Schema compiled = REGISTRY.getSchema(schema);
            compiled.initializeValidators();
            return new JsonSchemaCheck(compiled);
        } catch (RuntimeException | StackOverflowError unusable) {
            throw new IllegalArgumentException("This is not a JSON Schema that can be used.", unusable);
        }
    }

    /** Empty when {@code instance} is valid. What cannot be checked is a problem too. */
    public List<Problem> check(JsonNode instance) {
        try {
            Set<Problem> problems = new LinkedHashSet<>();
            for (Error error : schema.validate(instance)) {
                problems.add(problem(error, instance));
            }
            return problems.stream().limit(PROBLEMS_MAX).toList();
        } catch (SchemaException unresolved) {
            return List.of(new Problem("", null, "The schema refers to something that is not in it."));
        } catch (RuntimeException | StackOverflowError unusable) {
            return List.of(new Problem("", null, "This cannot be checked against its schema."));
        }
    }

    private static Problem problem(Error error, JsonNode instance) {
        String at = error.getInstanceLocation().toString();
        JsonNode value = error.getInstanceNode();
        JsonNode rule = error.getSchemaNode();
        String property = error.getProperty();
        String member =
                property == null ? "" : "/" + property.replace("~", "~0").replace("/", "~1");
        return switch (error.getKeyword()) {
            case "required" -> new Problem(at + member, null, "Add “" + property + "”, which is required.");
            case "additionalProperties", "unevaluatedProperties" ->
                property == null
                        ? new Problem(at, value, "Remove it, nothing of this name is known here.")
                        : new Problem(
                                at + member,
                                instance.at(at).path(property),
                                "Remove “" + property + "”, nothing of this name is known here.");
            case "type" -> new Problem(at, value, "Make it " + types(rule) + ".");
            case "enum" -> new Problem(at, value, "Use one of " + joined(rule) + ".");
            case "const" -> new Problem(at, value, "Use " + rule + ".");
            case "pattern" -> new Problem(at, value, "Write it so that it matches " + rule.asText() + " .");
            case "minimum" -> new Problem(at, value, "Use " + rule.asText() + " or more.");
            case "maximum" -> new Problem(at, value, "Use " + rule.asText() + " or less.");
            case "minLength" -> new Problem(at, value, "Use at least " + rule.asText() + " characters.");
            case "maxLength" -> new Problem(at, value, "Use at most " + rule.asText() + " characters.");
            case "minItems" -> new Problem(at, value, "Give at least " + rule.asText() + " elements.");
            case "maxItems" -> new Problem(at, value, "Give at most " + rule.asText() + " elements.");
            case "minProperties" -> new Problem(at, value, "Give at least " + rule.asText() + " members.");
            case "maxProperties" -> new Problem(at, value, "Give at most " + rule.asText() + " members.");
            default ->
                new Problem(at, value, "Mend it: it breaks the rule “" + error.getKeyword() + "” of its schema.");
        };
    }

    private static String types(JsonNode rule) {
        List<String> names = new ArrayList<>();
        (rule.isArray() ? rule : List.of(rule)).forEach(type -> names.add(article(type.asText())));
        return String.join(" or ", names);
    }

    private static String article(String type) {
        return switch (type) {
            case "array", "object", "integer" -> "an " + type;
            case "null" -> "null";
            default -> "a " + type;
        };
    }

    private static String joined(JsonNode values) {
        List<String> texts = new ArrayList<>();
        values.forEach(value -> texts.add(value.isTextual() ? value.textValue() : value.toString()));
        return String.join(", ", texts.subList(0, Math.min(texts.size(), 30)));
    }
}
