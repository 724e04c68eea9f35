package dev.countersign.policy.opa;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.policy.bundle.DefaultBundle;
import dev.countersign.policy.decision.PolicyInput;
import dev.countersign.policy.decision.PolicyTable;
import dev.countersign.policy.document.Documents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the engines are asked about in their tests. */
final class Inputs {

    private static final Path TABLES = Path.of("src/main/resources/bundle/default/tests");
    private static final Path EXAMPLE = Path.of("src/test/resources/example/policy-input.json");

    private Inputs() {}

    static JsonNode shippedData() {
        return DefaultBundle.load().data();
    }

    static List<PolicyTable> shippedTables() {
        try (Stream<Path> files = Files.list(TABLES)) {
            return files.sorted()
                    .flatMap(file -> Documents.read(text(file), 1 << 20).stream())
                    .filter(document ->
                            document.path("kind").asText("PolicyTest").equals("PolicyTest"))
                    .map(PolicyTable::of)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The worked example: a stage move that a person confirms. */
    static PolicyInput example() {
        return new PolicyInput(
                (ObjectNode) Documents.read(text(EXAMPLE), 1 << 20).getFirst());
    }

    static PolicyInput changeOwner(String day) {
        ObjectNode input = example().json();
        input.withObjectProperty("action")
                .put("tool", "crm.update_owner")
                .putObject("arguments")
                .put("day", day);
        return new PolicyInput(input);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
