package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.connector.Connector;
import dev.countersign.mcp.connector.Context;
import dev.countersign.mcp.connector.Read;
import dev.countersign.mcp.connector.Template;
import dev.countersign.mcp.connector.ToolBinding;
import dev.countersign.mcp.invocation.Invocation;
import dev.countersign.mcp.invocation.ToolInvoker;
import dev.countersign.mcp.invocation.ToolOutcome;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a decision and a card need: the record through the tool's context read, and its facts. These are no
 * calls: they have no id, no row and no limit. What cannot be read is absent, and absent never permits a write.
 */
@Singleton
class RecordReader {
    static final Duration DEADLINE = Duration.ofSeconds(10);

    private final ToolInvoker invoker;
    private final InstantSource clock;

    RecordReader(ToolInvoker invoker, InstantSource clock) {
        this.invoker = invoker;
        this.clock = clock;
    }

    /**
     * A record as it was read.
     *
     * @param fields only the declared ones: what is shown, bound and watched for drift
     * @param version in the server's own type; null when there is none
     */
    record Snapshot(ObjectNode fields, @Nullable JsonNode version, Instant at) {}

    /** The facts that could be read, each with the moment at which it was. */
    record Facts(ObjectNode values, Map<String, Instant> at) {}

    /** Empty when the tool declares no context, or the record cannot be read. */
    Optional<Snapshot> record(Connector connector, ToolBinding binding, ObjectNode arguments) {
        Context context = binding.context();
        if (context == null) {
            return Optional.empty();
        }
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.set("arguments", arguments);
        JsonNode content = read(connector, context.tool(), context.arguments(), root);
        JsonNode record = content.at(context.at());
        if (!record.isObject()) {
            return Optional.empty();
        }
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        for (Context.Field field : context.fields()) {
            JsonNode value = record.at(field.at());
            if (!value.isMissingNode()) {
                fields.set(field.name(), value);
            }
        }
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        JsonNode version = context.version() == null ? null : record.at(context.version());
        return Optional.of(
                new Snapshot(fields, version == null || version.isMissingNode() ? null : version, clock.instant()));
    }

    /** The facts that could be read; the others are absent. */
    Facts facts(Connector connector, ToolBinding binding, ObjectNode arguments, @Nullable JsonNode before) {
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.set("arguments", arguments);
        root.set("before", before == null ? JsonNodeFactory.instance.objectNode() : before);
        root.set("facts", facts);
        var readAt = new HashMap<String, Instant>();
        for (Map.Entry<String, Read> fact : binding.facts().entrySet()) {
            Read read = fact.getValue();
            JsonNode value =
                    read(connector, read.tool(), read.arguments(), root).at(read.at());
            if (!value.isMissingNode()) {
                facts.set(fact.getKey(), value);
                readAt.put(fact.getKey(), clock.instant());
            }
        }
        return new Facts(facts, readAt);
    }

    /** A declared read; a missing node when it fails in any way. */
    JsonNode read(Connector connector, String tool, ObjectNode template, ObjectNode root) {
        Template.Filled filled = Template.fill(template, root);
        if (!(filled instanceof Template.Filled.Complete complete)
                || !(complete.value() instanceof ObjectNode arguments)) {
            return MissingNode.getInstance();
        }
        ToolOutcome outcome = invoker.invoke(new Invocation(connector, tool, arguments, null, null, null, DEADLINE));
        return switch (outcome) {
            case ToolOutcome.Result result when result.structuredContent() != null -> result.structuredContent();
            case ToolOutcome.Result result -> MissingNode.getInstance();
            case ToolOutcome.ToolError error -> MissingNode.getInstance();
            case ToolOutcome.NotSent notSent -> MissingNode.getInstance();
            case ToolOutcome.Unknown unknown -> MissingNode.getInstance();
        };
    }
}
