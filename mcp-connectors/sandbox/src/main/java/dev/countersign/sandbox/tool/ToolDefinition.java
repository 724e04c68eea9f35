package dev.countersign.sandbox.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One row of the table of tools. Which alternatives go together is beside the schema, because model providers refuse
 * oneOf and anyOf at the top of an input schema.
 */
public record ToolDefinition(
        String connector,
        String name,
        Effect effect,
        String description,
        ObjectNode inputSchema,
        Schema schema,
        List<String> atLeastOne,
        List<String> atMostOne) {

    public ToolDefinition {
        atLeastOne = List.copyOf(atLeastOne);
        atMostOne = List.copyOf(atMostOne);
    }

    public String dottedName() {
        return connector + "." + name;
    }

    /** What is wrong with these arguments, in words for whoever made them; empty when they may be used. */
    public Optional<String> violation(ObjectNode arguments) {
        var errors = schema.validate(
                arguments, execution -> execution.executionConfig(config -> config.formatAssertionsEnabled(true)));
        if (!errors.isEmpty()) {
            return Optional.of(errors.stream().map(Error::toString).sorted().collect(Collectors.joining("; ")));
        }
        if (arguments.toString().contains("\\u0000")) {
            return Optional.of("text must not contain the character U+0000");
        }
        if (!atLeastOne.isEmpty() && atLeastOne.stream().noneMatch(arguments::has)) {
            return Optional.of("one of " + String.join(", ", atLeastOne) + " is needed");
        }
        if (atMostOne.stream().filter(arguments::has).count() > 1) {
            return Optional.of("only one of " + String.join(", ", atMostOne) + " is allowed");
        }
        return Optional.empty();
    }
}
