package dev.countersign.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.countersign.sandbox.tool.Effect;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped connector documents and these servers must not drift apart. */
@QuarkusTest
@QuarkusTestResource(SandboxPostgres.class)
class ConnectorDocumentsTest {

    private static final Path DOCUMENTS = Path.of(
            System.getProperty("countersign.repository", "../.."), "deploy/local/src/main/resources/demo/connectors");

    @TestHTTPResource("/")
    URI base;

    @ParameterizedTest
    @ValueSource(strings = {"crm", "email", "calendar", "enrichment"})
    void describeEveryToolOfTheirServer(String connector) throws Exception {
        var document =
                new YAMLMapper().readTree(DOCUMENTS.resolve(connector + ".yaml").toFile());
        var declared = new TreeMap<String, JsonNode>();
        document.required("tools").fields().forEachRemaining(tool -> declared.put(tool.getKey(), tool.getValue()));

        var served = new TreeMap<String, JsonNode>();
        McpCaller.initialized(base, connector)
                .list()
                .forEach(tool -> served.put(tool.path("name").asText(), tool));

        assertThat(document.path("id").asText()).isEqualTo(connector);
        assertThat(declared.keySet()).isEqualTo(served.keySet());
        declared.forEach((name, tool) -> {
            assertThat(served.get(name).at("/annotations/readOnlyHint").asBoolean(false))
                    .as(name)
                    .isEqualTo(Effect.valueOf(tool.path("effect").asText()) == Effect.READ);
            var properties = served.get(name).at("/inputSchema/properties");
            var referred = new ArrayList<String>();
            tool.path("refs").forEach(ref -> referred.add(ref.asText()));
            tool.path("editable").forEach(field -> referred.add("/" + field.asText()));
            tool.path("clamp").fieldNames().forEachRemaining(referred::add);
            tool.at("/context/if_version").asText("").lines().forEach(referred::add);
            assertThat(referred)
                    .filteredOn(pointer -> !pointer.contains("record:"))
                    .allSatisfy(pointer -> assertThat(properties.has(pointer.replaceFirst(".*/", "")))
                            .as(name + " " + pointer)
                            .isTrue());
        });
    }
}
