package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.connector.Context;
import dev.countersign.mcp.connector.Read;
import dev.countersign.policy.decision.Decision;
import dev.countersign.policy.decision.PolicyInput;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A situation as it may be stored and shown (ADR 0016). Policy was asked with what was read; what it hides is dots from
 * here on: in the stored input, in refs, on cards and in every text.
 *
 * @param raw what was read; for policy, for drift and for the private before-image only
 * @param open the same with what is hidden as dots
 * @param record where hidden values lie inside the record, as JSON Pointers
 * @param pointers where they lie inside the policy input
 * @param words what a text may not hold
 */
record Disclosed(Situation raw, Situation open, List<String> record, List<String> pointers, HiddenWords words) {

    Disclosed {
        record = List.copyOf(record);
        pointers = List.copyOf(pointers);
    }

    /** By what policy answered. Without an answer nobody knows what is hidden, so nothing that was read is kept. */
    static Disclosed of(Situation raw, Decision decision) {
        return switch (decision) {
            case Decision.Permit permit -> of(raw, permit.masks());
            case Decision.Deny deny -> of(raw, deny.masks());
            case Decision.RequireApproval approval -> of(raw, approval.masks());
            case Decision.Indeterminate indeterminate -> nothing(raw);
        };
    }

    private static Disclosed nothing(Situation raw) {
        var words = new HiddenWords();
        var pointers = new ArrayList<String>();
        if (raw.snapshot() != null) {
            words.all(raw.snapshot().fields());
            pointers.add("/record");
        }
        if (!raw.facts().isEmpty() || raw.snapshot() != null) {
            words.all(raw.facts());
            pointers.add("/facts");
        }
        Situation open = raw.with(null, JsonNodeFactory.instance.objectNode());
        return new Disclosed(raw, open, List.of(), pointers, words);
    }

    private static Disclosed of(Situation raw, Decision.Masks masks) {
        if (masks.equals(Decision.Masks.NONE)) {
            return new Disclosed(raw, raw, List.of(), List.of(), new HiddenWords());
        }
        var words = new HiddenWords();
        var inRecord = new ArrayList<String>();
        var pointers = new ArrayList<String>();
        RecordReader.Snapshot snapshot =
                raw.snapshot() == null ? null : record(raw, Set.copyOf(masks.record()), inRecord, words);
        inRecord.forEach(pointer -> pointers.add("/record" + pointer));
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        raw.facts().properties().forEach(fact -> {
            Set<String> names = new HashSet<>(masks.facts().getOrDefault(fact.getKey(), List.of()));
            Read read = raw.tool().binding().facts().get(fact.getKey());
            var veil = new Veil(names, "/facts", pointers, words);
            boolean whole = read != null && named(read.at(), names);
            facts.set(fact.getKey(), veil.member(fact.getKey(), fact.getValue(), whole));
        });
        Situation open = raw.with(snapshot, facts);
        raw.refs().forEach((name, values) -> {
            List<String> shown = open.refs().getOrDefault(name, List.of());
            if (!shown.equals(values)) {
                pointers.add("/resource/refs/" + escaped(name));
                words.replace(values, shown);
            }
        });
        return new Disclosed(raw, open, inRecord, pointers, words);
    }

    private static RecordReader.Snapshot record(
            Situation raw, Set<String> names, List<String> pointers, HiddenWords words) {
        RecordReader.Snapshot snapshot = Objects.requireNonNull(raw.snapshot());
        Context context = Objects.requireNonNull(raw.tool().binding().context());
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        var veil = new Veil(names, "", pointers, words);
        boolean wholeRecord = named(context.at(), names);
        for (Context.Field field : context.fields()) {
            JsonNode value = snapshot.fields().get(field.name());
            if (value != null) {
                boolean whole = wholeRecord || names.contains(field.name()) || named(field.at(), names);
                fields.set(field.name(), veil.member(field.name(), value, whole));
            }
        }
        boolean versionHidden = context.version() != null && (wholeRecord || named(context.version(), names));
        return new RecordReader.Snapshot(fields, versionHidden ? null : snapshot.version(), snapshot.at());
    }

    /** Whether a masked name stands on the way to the value: a masked container hides all that is in it. */
    private static boolean named(JsonPointer at, Set<String> names) {
        for (JsonPointer part = at; !part.matches(); part = part.tail()) {
            if (names.contains(part.getMatchingProperty())) {
                return true;
            }
        }
        return false;
    }

    private static String escaped(String member) {
        return member.replace("~", "~0").replace("/", "~1");
    }

    /** Whether something of a field of the record is hidden. */
    boolean hides(String field) {
        String pointer = "/" + escaped(field);
        return record.stream().anyMatch(at -> at.equals(pointer) || at.startsWith(pointer + "/"));
    }

    /** Fills the ${…} of a text for people; nothing hidden is left in it, whoever wrote it there. */
    String render(String template) {
        return words.gone(open.render(template));
    }

    /** The ruling with the texts of the other rules filled in as well: what is stored is read by people. */
    Decision.Ruling filled(Decision.Ruling ruling) {
        return new Decision.Ruling(
                ruling.ruleId(),
                words.gone(ruling.title()),
                ruling.because(),
                ruling.reasons().stream()
                        .map(reason -> new Decision.Reason(
                                reason.ruleId(), render(reason.because()), textOrNull(reason.wouldPassIf())))
                        .toList());
    }

    /** A text without what is hidden. */
    String text(String text) {
        return words.gone(text);
    }

    @Nullable
    String textOrNull(@Nullable String text) {
        return text == null ? null : words.gone(text);
    }

    /** The policy input as it is stored: {@code masked} lists what is hidden in it, and is left out when nothing is. */
    ObjectNode stored(PolicyInput asked) {
        if (pointers.isEmpty()) {
            return asked.json();
        }
        ObjectNode input = asked.json().deepCopy();
        input.set(
                "record",
                open.snapshot() == null ? input.nullNode() : open.snapshot().fields());
        ObjectNode facts = open.facts().deepCopy();
        JsonNode known = input.path("facts").path("before_image");
        if (!known.isMissingNode() && !pointers.contains("/facts")) {
            facts.set("before_image", known);
        }
        input.set("facts", facts);
        input.withObject("/resource").set("refs", open.refsJson());
        ObjectNode counters = JsonNodeFactory.instance.objectNode();
        input.path("counters").properties().forEach(limit -> {
            ObjectNode keys = counters.putObject(limit.getKey());
            limit.getValue().properties().forEach(key -> keys.set(words.gone(key.getKey()), key.getValue()));
        });
        input.set("counters", counters);
        ArrayNode masked = input.putArray("masked");
        pointers.forEach(masked::add);
        return input;
    }

    /** Hides by property name, at any depth, and notes where. */
    private record Veil(Set<String> names, String root, List<String> pointers, HiddenWords words) {

        JsonNode member(String name, JsonNode value, boolean whole) {
            return hidden(root + "/" + escaped(name), value, whole);
        }

        private JsonNode hidden(String at, JsonNode value, boolean whole) {
            if (value.isNull()) {
                return value;
            }
            if (whole) {
                pointers.add(at);
                words.all(value);
                return Masking.dots(value);
            }
            if (value.isArray()) {
                ArrayNode array = JsonNodeFactory.instance.arrayNode();
                for (int index = 0; index < value.size(); index++) {
                    array.add(hidden(at + "/" + index, value.get(index), false));
                }
                return array;
            }
            if (value.isObject()) {
                ObjectNode object = JsonNodeFactory.instance.objectNode();
                value.properties()
                        .forEach(member -> object.set(
                                member.getKey(),
                                hidden(
                                        at + "/" + escaped(member.getKey()),
                                        member.getValue(),
                                        names.contains(member.getKey()))));
                return object;
            }
            return value;
        }
    }
}
