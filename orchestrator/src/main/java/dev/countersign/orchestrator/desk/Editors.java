package dev.countersign.orchestrator.desk;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.connector.Context;
import dev.countersign.mcp.schema.Problem;
import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.connector.Connectors;
import dev.countersign.orchestrator.connector.PinnedConnector;
import dev.countersign.orchestrator.toolcall.Editing;
import dev.countersign.orchestrator.toolcall.Entitlement;
import dev.countersign.orchestrator.toolcall.ToolCall;
import dev.countersign.orchestrator.toolcall.ToolCalls;
import dev.countersign.ui.card.FieldValue;
import dev.countersign.ui.edit.EditAnswer;
import dev.countersign.ui.edit.EditDesk;
import dev.countersign.ui.edit.EditSheet;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.review.Answer;
import dev.countersign.ui.review.Verdict;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Fills the form of an edit from the tool's own schema, and takes what was typed to the gate. */
@Singleton
public class Editors implements EditDesk {
    private final Approvals approvals;
    private final ToolCalls calls;
    private final Connectors connectors;
    private final Editing editing;
    private final Entitlement entitlement;

    public Editors(
            Approvals approvals, ToolCalls calls, Connectors connectors, Editing editing, Entitlement entitlement) {
        this.approvals = approvals;
        this.calls = calls;
        this.connectors = connectors;
        this.editing = editing;
        this.entitlement = entitlement;
    }

    private record Opened(Approval approval, PinnedConnector.Tool tool, ObjectNode arguments) {}

    private Optional<Opened> open(UUID id) {
        Optional<Approval> approval = approvals.find(id);
        if (approval.isEmpty()) {
            return Optional.empty();
        }
        ToolCall call = calls.find(approval.get().callId()).orElseThrow();
        return connectors
                .tool(call.connector(), call.connectorVersion(), call.tool())
                .filter(tool -> call.arguments() instanceof ObjectNode)
                .map(tool -> new Opened(approval.get(), tool, tool.bare((ObjectNode) call.arguments())));
    }

    @Override
    public Optional<EditSheet> sheet(Viewer viewer, UUID id) {
        return open(id).filter(opened -> mayEdit(entitlement, viewer, opened.approval()))
                .map(opened -> new EditSheet(opened.approval().digest(), fields(opened)));
    }

    /** Whether an edit by this viewer would be looked at. The statement that saves it asks again. */
    static boolean mayEdit(Entitlement entitlement, Viewer viewer, Approval approval) {
        return approval.state().takesVotes()
                && !approval.editable().isEmpty()
                && entitlement.missingToEdit(Readers.person(viewer), approval).isEmpty();
    }

    private static List<EditSheet.Field> fields(Opened opened) {
        ObjectNode schema = opened.tool().proposable().raw();
        var required = new ArrayList<String>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        var fields = new ArrayList<EditSheet.Field>();
        for (String name : opened.approval().editable()) {
            JsonNode declared = schema.path("properties").path(name);
            fields.add(new EditSheet.Field(
                    name,
                    declared.isObject() ? declared : JsonNodeFactory.instance.objectNode(),
                    required.contains(name),
                    opened.arguments().get(name),
                    now(opened, name)));
        }
        return fields;
    }

    /** What the record holds where this argument would write; a value that nobody may see is left out. */
    private static @Nullable JsonNode now(Opened opened, String argument) {
        Context context = opened.tool().binding().context();
        JsonNode shown = opened.approval().shown();
        if (context == null || shown == null) {
            return null;
        }
        JsonPointer pointer = JsonPointer.empty().appendProperty(argument);
        return context.fields().stream()
                .filter(field -> field.argument().equals(pointer))
                .filter(field -> opened.approval().masked().stream()
                        .noneMatch(hidden -> (hidden + "/").startsWith("/" + field.name() + "/")))
                .map(field -> shown.get(field.name()))
                .filter(value -> value != null)
                .findFirst()
                .orElse(null);
    }

    @Override
    public EditAnswer save(Viewer viewer, UUID id, String digest, Map<String, Optional<JsonNode>> values) {
        Optional<Opened> opened = open(id);
        if (opened.isEmpty()) {
            return new EditAnswer.NotFound();
        }
        ObjectNode arguments = opened.get().arguments();
        values.forEach((name, value) -> {
            if (value.isPresent()) {
                arguments.set(name, value.get());
            } else {
                arguments.remove(name);
            }
        });
        return switch (editing.edit(Readers.person(viewer), id, digest, arguments)) {
            case Editing.Result.Edited edited -> new EditAnswer.Saved();
            case Editing.Result.NotFound none -> new EditAnswer.NotFound();
            case Editing.Result.NotEditable not -> unfit(not.problems(), values);
            case Editing.Result.Invalid invalid -> unfit(invalid.problems(), values);
            case Editing.Result.TooExpensive poor ->
                refused("BUDGET_EXHAUSTED", poor.detail() + " Nothing was changed.");
            case Editing.Result.Denied denied ->
                refused(
                        "POLICY_DENIED",
                        denied.title() + ". " + denied.because() + " (rule " + denied.ruleId()
                                + "). Nothing was changed. Choose another value, or reject with a reason.");
            case Editing.Result.Refused refused ->
                new EditAnswer.Refused(new Answer.Refused(
                        refused.refusal().code().name(),
                        refused.refusal().detail(),
                        refused.refusal().decidedBy(),
                        refused.refusal().decidedAt(),
                        refused.refusal().verdict() == null
                                ? null
                                : Verdict.of(refused.refusal().verdict()).orElseThrow()));
        };
    }

    private static EditAnswer refused(String code, String words) {
        return new EditAnswer.Refused(new Answer.Refused(code, words, null, null, null));
    }

    /** Puts each problem beside its field; what belongs to none is said above the form. */
    private static EditAnswer unfit(List<Problem> problems, Map<String, Optional<JsonNode>> values) {
        var fields = new LinkedHashMap<String, String>();
        var rest = new ArrayList<String>();
        for (Problem problem : problems) {
            JsonPointer at = JsonPointer.compile(problem.pointer());
            String name = at.matches() ? "" : at.getMatchingProperty();
            if (values.containsKey(name)) {
                fields.merge(name, problem.fix(), (one, other) -> one + " " + other);
            } else {
                rest.add(at.matches() ? problem.fix() : FieldValue.label(name) + ": " + problem.fix());
            }
        }
        return new EditAnswer.Unfit(fields, String.join(" ", rest));
    }
}
