package dev.countersign.policy.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import dev.countersign.policy.document.DocumentInvalid;
import dev.countersign.policy.document.Problem;
import dev.countersign.policy.document.Schemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What may be done with a PolicyData document: check it, merge it into the active one, name it by its digest. */
public final class PolicyData {

    private static final Schema SCHEMA = Schemas.compiled("policy-data");
    private static final int PROBLEMS_SHOWN = 50;
    private static final Set<String> MAPS = Set.of("tools", "lists");
    private static final Set<String> LISTS = Set.of("limits", "guards", "dedupe", "results");

    private PolicyData() {}

    /**
     * Everything that is wrong with a document, with or without {@code kind}, as sentences; empty when it may become
     * active. Never throws.
     */
    public static List<Problem> check(JsonNode data) {
        List<Error> errors = SCHEMA.validate(data);
        if (!errors.isEmpty()) {
            return SchemaProblems.sentences(errors).stream()
                    .limit(PROBLEMS_SHOWN)
                    .toList();
        }
        return new MeaningCheck(data).problems().stream().limit(PROBLEMS_SHOWN).toList();
    }

    /**
     * What {@code apply} makes of the active data: maps by key and lists by id, an entry replaced whole; null or
     * {@code {id, remove: true}} removes. A result without an id is known by its tools, roles and workflows. The
     * answer is new and not checked yet.
     *
     * @throws DocumentInvalid when the patch has no shape that could be merged
     */
    public static ObjectNode merge(JsonNode active, JsonNode patch) {
        if (!patch.isObject()) {
            throw new DocumentInvalid(new Problem("", patch.getNodeType().name(), "Write an object of policy data."));
        }
        ObjectNode merged = bare(active);
        for (Map.Entry<String, JsonNode> section : bare(patch).properties()) {
            String name = section.getKey();
            if (MAPS.contains(name) && section.getValue().isObject()) {
                mergeMap(merged.withObjectProperty(name), section.getValue());
            } else if (LISTS.contains(name) && section.getValue().isArray()) {
                mergeList(merged, name, section.getValue());
            } else {
                throw new DocumentInvalid(new Problem(
                        "/" + name,
                        section.getValue().getNodeType().name(),
                        "Policy data has the maps tools and lists, and the lists limits, guards, dedupe and results."));
            }
        }
        return merged;
    }

    /** {@code sha256:<hex>} of the RFC 8785 form, without {@code kind} and {@code api_version}. */
    public static String digest(JsonNode data) {
        return Digests.canonical(bare(data));
    }

    /** A copy without {@code kind} and {@code api_version}: what is stored and shown. */
    public static ObjectNode bare(JsonNode data) {
        if (!(data instanceof ObjectNode object)) {
            throw new DocumentInvalid(new Problem("", data.getNodeType().name(), "Write an object of policy data."));
        }
        ObjectNode copy = object.deepCopy();
        copy.remove(List.of("kind", "api_version"));
        return copy;
    }

    private static void mergeMap(ObjectNode into, JsonNode patch) {
        for (Map.Entry<String, JsonNode> entry : patch.properties()) {
            if (entry.getValue().isNull()) {
                into.remove(entry.getKey());
            } else {
                into.set(entry.getKey(), entry.getValue());
            }
        }
    }

    private static void mergeList(ObjectNode merged, String name, JsonNode patch) {
        List<JsonNode> entries = new ArrayList<>();
        merged.path(name).forEach(entries::add);
        for (JsonNode entry : patch) {
            int place = place(entries, entry);
            boolean removes = entry.path("remove").asBoolean(false);
            if (removes && place >= 0) {
                entries.remove(place);
            } else if (!removes && place >= 0) {
                entries.set(place, entry);
            } else if (!removes) {
                entries.add(entry);
            }
        }
        ArrayNode list = merged.putArray(name);
        entries.forEach(list::add);
    }

    private static int place(List<JsonNode> entries, JsonNode entry) {
        for (int i = 0; i < entries.size(); i++) {
            if (identity(entries.get(i)).equals(identity(entry))) {
                return i;
            }
        }
        return -1;
    }

    private static List<JsonNode> identity(JsonNode entry) {
        if (entry.path("id").isTextual()) {
            return List.of(entry.path("id"));
        }
        return List.of(entry.path("tools"), entry.path("roles"), entry.path("workflows"));
    }
}
