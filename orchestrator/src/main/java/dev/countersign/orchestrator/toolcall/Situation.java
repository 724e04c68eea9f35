package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.connector.Refs;
import dev.countersign.mcp.connector.Template;
import dev.countersign.mcp.connector.Undo;
import dev.countersign.orchestrator.connector.PinnedConnector;
import dev.countersign.orchestrator.ledger.CloudEvent;
import dev.countersign.orchestrator.run.Run;
import dev.countersign.orchestrator.workflow.Workflow;
import dev.countersign.policy.decision.Decision;
import dev.countersign.policy.decision.PolicyInput;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known about one call when policy is asked: the same for a proposal and for what waited.
 *
 * @param snapshot the record as it was just read; null when there is none or it cannot be read
 * @param facts what else was read, by name
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
        Map<String, List<String>> refs,
        @Nullable BigDecimal price) {

    static Situation of(
            Run run,
            Workflow workflow,
            int step,
            PinnedConnector.Tool tool,
            String effect,
            ObjectNode arguments,
            RecordReader.@Nullable Snapshot snapshot,
            ObjectNode facts) {
        JsonNode record = snapshot == null ? JsonNodeFactory.instance.missingNode() : snapshot.fields();
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.set("arguments", arguments);
        root.set("before", snapshot == null ? JsonNodeFactory.instance.objectNode() : snapshot.fields());
        root.set("facts", facts);
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
                facts,
                Refs.resolve(tool.binding(), arguments, record),
                price.orElse(null));
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

    /** The ruling with the texts of the other rules filled in as well: what is stored is read by people. */
    Decision.Ruling filled(Decision.Ruling ruling) {
        return new Decision.Ruling(
                ruling.ruleId(),
                ruling.title(),
                ruling.because(),
                ruling.reasons().stream()
                        .map(reason ->
                                new Decision.Reason(reason.ruleId(), render(reason.because()), reason.wouldPassIf()))
                        .toList());
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

    private ObjectNode refsJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        refs.forEach((name, values) ->
                values.forEach(node.withArray("/" + name.replace("~", "~0").replace("/", "~1"))::add));
        return node;
    }

    /** The policy input in the published shape (INTERFACE, Policy). */
    PolicyInput input(String phase, Instant now, ObjectNode counters) {
        ObjectNode input = JsonNodeFactory.instance.objectNode();
        input.put("phase", phase).put("now", CloudEvent.time(now));
        ObjectNode subject = input.putObject("subject");
        subject.put("kind", "workflow").put("id", workflow.id());
        ArrayNode roles = subject.putArray("roles");
        if (run.onBehalfOf() != null) {
            // An agent has the roles of whom it acts for, as it has no more than their scopes.
            run.onBehalfOf().path("roles").forEach(roles::add);
        }
        run.scopes().forEach(subject.putArray("scopes")::add);
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
        input.set("counters", counters);
        return new PolicyInput(input);
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
