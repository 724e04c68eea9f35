package dev.countersign.policy.opa;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.policy.document.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The compiled bundle is the one that its sources give; after a change run {@code policy/build-bundle}. */
class BundleFreshnessTest {

    private static final Path SOURCES = Path.of("src/main/rego");
    private static final Path BUNDLE = Path.of("src/main/resources/bundle/default");

    @Test
    void namesEverySourceWithItsDigest() throws Exception {
        // Given
        Map<String, String> sources = new TreeMap<>(Map.of("capabilities.json", digest(Path.of("capabilities.json"))));
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.toList()) {
                sources.put(file.toString(), digest(file));
            }
        }

        // When
        JsonNode bundle = read(BUNDLE.resolve("bundle.json"));

        // Then
        Map<String, String> named = new TreeMap<>();
        bundle.path("sources")
                .properties()
                .forEach(source -> named.put(source.getKey(), source.getValue().asText()));
        assertThat(named).as("run policy/build-bundle").isEqualTo(sources);
        assertThat(bundle.path("wasm").asText())
                .as("run policy/build-bundle")
                .isEqualTo(digest(BUNDLE.resolve("policy.wasm")));
    }

    @Test
    void compilesToTheSameModule(@TempDir Path folder) throws Exception {
        // Given
        RegoTool.orExplain();

        // When
        RegoTool.Run run = RegoTool.execute(List.of("./build-bundle", folder.toString()));

        // Then
        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(digest(folder.resolve("policy.wasm")))
                .as("run policy/build-bundle")
                .isEqualTo(digest(BUNDLE.resolve("policy.wasm")));
        assertThat(read(folder.resolve("bundle.json"))).isEqualTo(read(BUNDLE.resolve("bundle.json")));
    }

    private static JsonNode read(Path file) throws IOException {
        return Documents.read(Files.readString(file), 1 << 20).getFirst();
    }

    private static String digest(Path file) throws IOException, NoSuchAlgorithmException {
        return "sha256:"
                + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
