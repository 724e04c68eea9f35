package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.connector.Refs;
import dev.countersign.mcp.connector.Template;
import dev.countersign.mcp.connector.ToolBinding;
import dev.countersign.mcp.connector.Undo;
import dev.countersign.orchestrator.connector.PinnedConnector;
import dev.countersign.orchestrator.ledger.CloudEvent;
import dev.countersign.orchestrator.run.Run;
import dev.countersign.orchestrator.workflow.Workflow;
import dev.countersign.policy.decision.PolicyInput;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known about one call when policy is asked: the same for a proposal and for what waited.
 *
 * @param snapshot the record as it was just read; null when there is none or it cannot be read
 * @param facts what else was read, by name
 * @param factsAt when each of them was read
 * @param by the person who undoes; null for the workflow of the run
 */
record Situation(
        Run run,
        Workflow workflow,
        int step,
        PinnedConnector.Tool tool,
        boolean write,
        String effect,
        ObjectNode arguments,
        RecordReader.@Nullable Snapshot snapshot,
        ObjectNode facts,
        Map<String, Instant> factsAt,
        Map<String, List<String>> refs,
        @Nullable BigDecimal price,
        @Nullable Actor by) {

    /** A person as the subject of policy. */
    record Actor(String id, Set<String> roles, List<String> scopes) {}

    static Situation of(
            Run run,
            Workflow workflow,
            int step,
            PinnedConnector.Tool tool,
            String effect,
            ObjectNode arguments,
            RecordReader.@Nullable Snapshot snapshot,
            RecordReader.Facts facts) {
        JsonNode record = snapshot == null ? JsonNodeFactory.instance.missingNode() : snapshot.fields();
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.set("arguments", arguments);
        root.set("before", snapshot == null ? JsonNodeFactory.instance.objectNode() : snapshot.fields());
        root.set("facts", facts.values());
        Optional<BigDecimal> price = tool.binding().price().amount(root);
        return new Situation(
                run,
                workflow,
                step,
                tool,
                !effect.equals("READ"),
                effect,
                arguments,
                snapshot,
                facts.values(),
                facts.at(),
                Refs.resolve(tool.binding(), arguments, record),
                price.orElse(null),
                null);
    }

    /** The same call with another record and other facts, and with the refs that these lead to. */
    Situation with(RecordReader.@Nullable Snapshot other, ObjectNode otherFacts) {
        JsonNode record = other == null ? JsonNodeFactory.instance.missingNode() : other.fields();
        return new Situation(
                run,
                workflow,
                step,
                tool,
                write,
                effect,
                arguments,
                other,
                otherFacts,
                factsAt,
                Refs.resolve(tool.binding(), arguments, record),
                price,
                by);
    }

    /** The same call as something that a person does. */
    Situation by(Actor person) {
        return new Situation(
                run, workflow, step, tool, write, effect, arguments, snapshot, facts, factsAt, refs, price, person);
    }

    /** Fills the ${…} of a text for people. */
    String render(String template) {
        try {
            return Template.parse(template).renderText(roots());
        } catch (IllegalArgumentException notATemplate) {
            // Text of a company's own rule; it is shown as it is.
            return template;
        }
    }

    String render(Template template) {
        return template.renderText(roots());
    }

    private ObjectNode roots() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.set("arguments", arguments);
        root.set("before", snapshot == null ? JsonNodeFactory.instance.objectNode() : snapshot.fields());
        root.set("facts", facts);
        root.set("refs", refsJson());
        root.set(
                "price",
                price == null ? JsonNodeFactory.instance.nullNode() : JsonNodeFactory.instance.numberNode(price));
        return root;
    }

    ObjectNode refsJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        refs.forEach((name, values) ->
                values.forEach(node.withArray("/" + name.replace("~", "~0").replace("/", "~1"))::add));
        return node;
    }

    /** The policy input in the published shape (INTERFACE, Policy). */
    PolicyInput input(String phase, Instant now, ObjectNode counters) {
        ObjectNode input = JsonNodeFactory.instance.objectNode();
        input.put("phase", phase).put("now", CloudEvent.time(now));
        subject(input.putObject("subject"));
        input.set("on_behalf_of", run.onBehalfOf() == null ? input.nullNode() : run.onBehalfOf());
        ObjectNode action = input.putObject("action");
        action.put("tool", tool.dotted()).put("effect", effect);
        tool.binding().scopes().forEach(action.putArray("scopes")::add);
        action.put("data_class", tool.binding().dataClass());
        String undo = undo();
        if (undo == null) {
            action.putNull("undo");
        } else {
            action.put("undo", undo);
        }
        action.put("price", price);
        action.set("arguments", arguments);
        ObjectNode resource = input.putObject("resource");
        resource.put("connector", tool.connector().id())
                .put("domain", tool.connector().domain())
                .put("environment", tool.connector().environment());
        resource.set("refs", refsJson());
        readBy(resource);
        ObjectNode about = input.putObject("run");
        about.put("id", run.id().toString()).put("owner", run.owner());
        about.putObject("workflow")
                .put("id", workflow.id())
                .put("version", workflow.version())
                .put("stage", workflow.stage())
                .put("dry_run", workflow.dryRun())
                .put("data_class", workflow.dataClass());
        about.put("step", step).put("writes", run.writes()).put("tainted", run.tainted());
        input.set("record", snapshot == null ? input.nullNode() : snapshot.fields());
        ObjectNode known = facts.deepCopy();
        if (tool.binding().context() != null && write) {
            known.put("before_image", snapshot != null);
        }
        input.set("facts", known);
        input.set("ages", ages(now));
        input.set("counters", counters);
        return new PolicyInput(input);
    }

    private void subject(ObjectNode subject) {
        subject.put("kind", by == null ? "workflow" : "person").put("id", by == null ? workflow.id() : by.id());
        ArrayNode roles = subject.putArray("roles");
        if (by != null) {
            new TreeSet<>(by.roles()).forEach(roles::add);
        } else if (run.onBehalfOf() != null) {
            // An agent has the roles of whom it acts for, as it has no more than their scopes.
            run.onBehalfOf().path("roles").forEach(roles::add);
        }
        (by == null ? run.scopes() : by.scopes()).forEach(subject.putArray("scopes")::add);
    }

    /** Which tools were read for this: policy says what must be masked of what they answer. */
    private void readBy(ObjectNode resource) {
        ToolBinding binding = tool.binding();
        String server = tool.connector().id() + ".";
        resource.put(
                "record_tool",
                binding.context() == null ? null : server + binding.context().tool());
        ObjectNode facts = resource.putObject("fact_tools");
        binding.facts().forEach((name, read) -> facts.put(name, server + read.tool()));
    }

    /** How old each read is, in seconds. A clock that went back makes nothing younger than now. */
    private ObjectNode ages(Instant now) {
        ObjectNode ages = JsonNodeFactory.instance.objectNode();
        factsAt.forEach((name, at) -> ages.put(name, seconds(at, now)));
        if (snapshot != null) {
            ages.put("record", seconds(snapshot.at(), now));
        }
        return ages;
    }

    private static BigDecimal seconds(Instant at, Instant now) {
        return BigDecimal.valueOf(Math.max(0, Duration.between(at, now).toMillis()), 3);
    }

    private @Nullable String undo() {
        return switch (tool.binding().undo()) {
            case Undo.Auto auto -> "auto";
            case Undo.Manual manual -> "manual";
            case Undo.None none -> "none";
            case Undo.Undeclared undeclared -> null;
        };
    }
}
