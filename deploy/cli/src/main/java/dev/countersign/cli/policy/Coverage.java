package dev.countersign.cli.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.cli.Common;
import dev.countersign.cli.registry.DocumentFiles;
import dev.countersign.cli.rules.RuleFolder;
import dev.countersign.policy.decision.PolicyTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the tables leave open about the tools that a folder lists: a write that no limit names, a tool that no case asks
 * about. Only as good as what is known about the tools, which it says.
 *
 * @param known where the effects of tools were read
 * @param warnings one sentence each
 */
record Coverage(String known, List<String> warnings) {
    private static final Path DEMO = Path.of("deploy/local/src/main/resources/demo/connectors");
    /** What a connector's tool is that does not say. */
    private static final String UNSAID = "ONCE";

    Coverage {
        warnings = List.copyOf(warnings);
    }

    static Coverage of(RuleFolder folder, JsonNode data, List<PolicyTable> tables) {
        Map<String, String> effects = new TreeMap<>();
        Set<String> asked = new TreeSet<>();
        for (PolicyTable table : tables) {
            for (PolicyTable.Case row : table.cases()) {
                JsonNode action = table.input(row).json().path("action");
                asked.add(action.path("tool").asText());
                if (action.path("effect").isTextual()) {
                    effects.put(
                            action.path("tool").asText(), action.path("effect").asText());
                }
            }
        }
        List<DocumentFiles.Source> own = folder.documents("Connector");
        List<DocumentFiles.Source> connectors = own.isEmpty() ? demo() : own;
        connectors.forEach(connector -> addEffects(connector.document(), effects));
        String known = "Connector documents: %d, of %s; decision tables: %d. What tools do is known from these only."
                .formatted(connectors.size(), own.isEmpty() ? "the demo" : folder.root(), tables.size());
        return new Coverage(known, warnings(listed(folder), data, effects, asked));
    }

    private static List<DocumentFiles.Source> demo() {
        return DocumentFiles.read(Common.repository().resolve(DEMO)).stream()
                .filter(source -> source.kind().equals("Connector"))
                .toList();
    }

    private static void addEffects(JsonNode connector, Map<String, String> effects) {
        String id = connector.path("id").asText();
        connector
                .path("tools")
                .properties()
                .forEach(tool -> effects.put(
                        id + "." + tool.getKey(), tool.getValue().path("effect").asText(UNSAID)));
    }

    /** The tools that this folder's own data speak about; the rest of the shipped ones are not its business. */
    private static Set<String> listed(RuleFolder folder) {
        Set<String> tools = new TreeSet<>();
        List<DocumentFiles.Source> sources = new ArrayList<>(folder.documents("PolicyData"));
        folder.wholeData().ifPresent(sources::add);
        for (DocumentFiles.Source source : sources) {
            for (Map.Entry<String, JsonNode> tool :
                    source.document().path("tools").properties()) {
                if (tool.getValue().isObject()) {
                    tools.add(tool.getKey());
                }
            }
        }
        return tools;
    }

    private static List<String> warnings(
            Set<String> listed, JsonNode data, Map<String, String> effects, Set<String> asked) {
        Set<String> limited = new TreeSet<>();
        data.path("limits").forEach(limit -> limit.path("tools").forEach(tool -> limited.add(tool.asText())));
        List<String> warnings = new ArrayList<>();
        for (String tool : listed) {
            String effect = effects.get(tool);
            boolean writes = !"READ".equals(effect);
            boolean denied = data.path("tools").path(tool).path("mode").asText().equals("deny");
            if (writes && !denied && !limited.contains(tool)) {
                warnings.add(
                        effect == null
                                ? "%s may write (nothing here says that it only reads), and no limit names it."
                                        .formatted(tool)
                                : "%s writes (%s), and no limit names it: add it to the tools of a limit."
                                        .formatted(tool, effect));
            }
            if (!asked.contains(tool)) {
                warnings.add("%s is listed, and no case of a table asks about it.".formatted(tool));
            }
        }
        return warnings;
    }
}
