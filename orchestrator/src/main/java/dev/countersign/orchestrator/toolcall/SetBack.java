package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.canonical.Digest;
import dev.countersign.mcp.connector.Context;
import dev.countersign.mcp.connector.Template;
import dev.countersign.mcp.connector.Undo;
import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.connector.Connectors;
import dev.countersign.orchestrator.connector.PinnedConnector;
import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.Rows;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Works out how a call that was sent is set back: the tool's declared undo, filled from what was sent, the record as it
 * was before, and what came back. Blocks; virtual threads only.
 */
@Singleton
class SetBack {
    private static final NamedSql IMAGE =
            NamedSql.of("SELECT envelope FROM before_image WHERE call_id = :call AND round = :round");

    private final Connectors connectors;
    private final RecordReader records;
    private final ToolCalls calls;
    private final Database database;

    SetBack(Connectors connectors, RecordReader records, ToolCalls calls, Database database) {
        this.connectors = connectors;
        this.records = records;
        this.calls = calls;
        this.database = database;
    }

    /** How it is undone. */
    sealed interface Plan {
        /**
         * By this call, whose arguments fit the tool's schema.
         *
         * @param seen the arguments with dots for what is hidden; null when nothing of them is
         */
        record Call(
                PinnedConnector.Tool tool,
                ObjectNode arguments,
                @Nullable JsonNode seen) implements Plan {}

        /** Not by us; the detail says what a person must do. */
        record Impossible(UndoRefusal code, String detail) implements Plan {}
    }

    Plan of(Approval approval, ToolCall call) {
        Optional<PinnedConnector.Tool> tool = connectors.tool(call.connector(), call.connectorVersion(), call.tool());
        if (tool.isEmpty() || !(call.arguments() instanceof ObjectNode arguments)) {
            return impossible("The stored call cannot be read. Look in " + call.connector() + " itself.");
        }
        return switch (tool.get().binding().undo()) {
            case Undo.Auto auto -> automatic(approval, call, tool.get(), auto, arguments);
            case Undo.Manual manual -> impossible(byHand(approval, call, manual, arguments));
            case Undo.None none -> impossible(call.tool() + " cannot be undone.");
            case Undo.Undeclared undeclared -> impossible(call.tool() + " does not say how it is undone.");
        };
    }

    /** What a person has to do; empty where a call undoes it, or nothing can. */
    Optional<String> byHand(Approval approval, ToolCall call) {
        return connectors
                .tool(call.connector(), call.connectorVersion(), call.tool())
                .map(tool -> tool.binding().undo())
                .filter(Undo.Manual.class::isInstance)
                .filter(undo -> call.arguments() instanceof ObjectNode)
                .map(undo -> byHand(approval, call, (Undo.Manual) undo, (ObjectNode) call.arguments()));
    }

    private String byHand(Approval approval, ToolCall call, Undo.Manual manual, @Nullable ObjectNode arguments) {
        return "It is undone by hand: " + manual.text().renderText(seen(approval, call, arguments));
    }

    private Plan automatic(
            Approval approval, ToolCall call, PinnedConnector.Tool tool, Undo.Auto auto, ObjectNode arguments) {
        ObjectNode roots = roots(call, arguments);
        ObjectNode before = before(approval);
        if (before != null) {
            roots.set("before", before);
        } else if (approval.shown() != null) {
            return impossible("The values of before were erased. " + byHand(call));
        }
        Optional<PinnedConnector.Tool> undo = connectors.tool(
                call.connector(), call.connectorVersion(), tool.connector().id() + "." + auto.tool());
        if (undo.isEmpty()) {
            return impossible("The tool that would undo it is gone. " + byHand(call));
        }
        if (!(Template.fill(auto.arguments(), roots) instanceof Template.Filled.Complete filled)) {
            return impossible("What undoing needs is not known. " + byHand(call));
        }
        return switch (ProposedArguments.read(Rows.text(filled.value()), undo.get())) {
            case ProposedArguments.Wrong wrong -> impossible("It cannot be set back by a call. " + byHand(call));
            case ProposedArguments.Fit fit ->
                fit.proposed() == null
                        ? new Plan.Call(undo.get(), fit.arguments(), seen(approval, call, auto, arguments))
                        : impossible("Its old value is above what a call may set. " + byHand(call));
        };
    }

    /** Values that people are not shown are written back, and still not shown. */
    private @Nullable JsonNode seen(Approval approval, ToolCall call, Undo.Auto auto, ObjectNode arguments) {
        return !approval.masked().isEmpty()
                        && Template.fill(auto.arguments(), seen(approval, call, arguments))
                                instanceof Template.Filled.Complete filled
                ? filled.value()
                : null;
    }

    private static String byHand(ToolCall call) {
        return "Set it back by hand in " + call.connector() + ".";
    }

    private static Plan.Impossible impossible(String detail) {
        return new Plan.Impossible(UndoRefusal.NOT_UNDOABLE, detail);
    }

    /** The record before the call as it really was; null when none was read, or what was hidden of it was erased. */
    private @Nullable ObjectNode before(Approval approval) {
        if (!(approval.shown() instanceof ObjectNode shown)) {
            return null;
        }
        if (approval.masked().isEmpty()) {
            return shown;
        }
        return database.row(IMAGE, Bindings.of("call", approval.callId()).and("round", approval.round()))
                .map(row -> Rows.parse(row.getString("envelope")).path("record"))
                .filter(ObjectNode.class::isInstance)
                .map(ObjectNode.class::cast)
                .orElse(null);
    }

    /** The same for a sentence: what was hidden stays dots. */
    private ObjectNode seen(Approval approval, ToolCall call, @Nullable ObjectNode arguments) {
        ObjectNode roots = roots(call, arguments);
        if (approval.shown() instanceof ObjectNode shown) {
            roots.set("before", BeforeImage.sealed(shown, approval.masked(), null));
        }
        return roots;
    }

    private ObjectNode roots(ToolCall call, @Nullable ObjectNode arguments) {
        ObjectNode roots = JsonNodeFactory.instance.objectNode();
        roots.set("arguments", arguments);
        roots.set("before", JsonNodeFactory.instance.objectNode());
        // As they were stored: what was hidden in them is dots, which no call is made of.
        roots.set(
                "facts",
                calls.policyInput(call.id())
                        .map(input -> input.path("facts"))
                        .orElse(JsonNodeFactory.instance.objectNode()));
        JsonNode result = call.answer() == null
                ? JsonNodeFactory.instance.objectNode()
                : call.answer().path("structured_content");
        roots.set("result", result);
        return roots;
    }

    /**
     * Whether somebody else has changed what the call wrote or the card showed, read now. Where the answer told the
     * version that our write made, and it still stands, nothing has changed; otherwise the fields are compared: those
     * that the call wrote with what it wrote, the others with how they were.
     */
    Optional<Plan.Impossible> changedByOthers(Approval approval, ToolCall call) {
        PinnedConnector.Tool tool = connectors
                .tool(call.connector(), call.connectorVersion(), call.tool())
                .orElseThrow();
        Context context = tool.binding().context();
        ObjectNode before = before(approval);
        if (context == null || before == null || !(call.arguments() instanceof ObjectNode arguments)) {
            return Optional.empty();
        }
        RecordReader.Snapshot now =
                records.record(tool.connector(), tool.binding(), arguments).orElse(null);
        if (now == null) {
            return Optional.of(new Plan.Impossible(
                    UndoRefusal.RECORD_UNREADABLE,
                    "The record cannot be read right now, so nothing was undone. Try again."));
        }
        if (now.version() != null && context.version() != null && now.version().equals(ours(context, call))) {
            return Optional.empty();
        }
        List<String> moved = new ArrayList<>();
        for (Context.Field field : context.fields()) {
            JsonNode written = arguments.at(field.argument());
            JsonNode expected = written.isMissingNode() ? before.get(field.name()) : written;
            if (!same(expected, now.fields().get(field.name()))) {
                moved.add(field.name());
            }
        }
        return moved.isEmpty()
                ? Optional.empty()
                : Optional.of(impossible("Somebody changed " + names(moved) + " after it was sent, so nothing was"
                        + " undone. Look at the record in " + call.connector() + " and set it back by hand."));
    }

    /** The version that our write made, where the tool's answer tells it in the record's own place. */
    private static @Nullable JsonNode ours(Context context, ToolCall call) {
        if (call.answer() == null || context.version() == null) {
            return null;
        }
        JsonNode version = call.answer().path("structured_content").at(context.version());
        return version.isMissingNode() ? null : version;
    }

    private static boolean same(@Nullable JsonNode expected, @Nullable JsonNode now) {
        if (expected == null || now == null) {
            return expected == now;
        }
        // By canonical form: 18000.5 and 18000.50 are one value.
        return Digest.of(expected).equals(Digest.of(now));
    }

    private static String names(List<String> fields) {
        var names = new StringJoiner(", ");
        fields.forEach(field -> names.add(field.replace('_', ' ')));
        return names.toString();
    }
}
