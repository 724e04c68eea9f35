package dev.countersign.mcp.catalog;

import static dev.countersign.mcp.connector.Documents.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.canonical.Digest;
import dev.countersign.mcp.connector.DocumentInvalid;
import dev.countersign.mcp.connector.Documents;
import dev.countersign.mcp.connector.Effect;
import dev.countersign.mcp.connector.Environment;
import dev.countersign.mcp.credential.Credentials;
import dev.countersign.mcp.invocation.ConnectionLimits;
import dev.countersign.mcp.invocation.EgressRule;
import dev.countersign.mcp.invocation.FakeMcpServer;
import dev.countersign.mcp.invocation.McpConnections;
import dev.countersign.mcp.schema.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class McpToolCatalogueTest {
    private static final String ODD = """
            {"name": "set", "title": "Set", "x-vendor": {"n": 1.50, "deep": [null, {"a": 9223372036854775807}]},
             "annotations": {"idempotentHint": false, "unheard": 1}, "inputSchema": {"type": "object", "x-more": true}}
            """;
    private static final Environment NONE = Environment.of(Map.of());

    private final FakeMcpServer server = new FakeMcpServer();
    private final McpConnections connections = connections(EgressRule.open());
    private final ToolCatalogue catalogue = new McpToolCatalogue(connections, Duration.ofSeconds(10));

    private static McpConnections connections(EgressRule egress) {
        return new McpConnections(NONE, new Credentials(NONE, null), egress, ConnectionLimits.DEFAULT);
    }

    @AfterEach
    void stop() {
        connections.close();
        server.close();
    }

    @Test
    void keepsEveryFieldOfARawDefinitionOverAllPages() throws Exception {
        server.onList((exchange, request) -> {
            boolean second = request.at("/params/cursor").asText().equals("two");
            String tool = second ? ODD : "{\"name\": \"get\", \"inputSchema\": {\"type\": \"object\"}}";
            FakeMcpServer.result(
                    exchange, request, "{\"tools\": [" + tool + "]" + (second ? "}" : ", \"nextCursor\": \"two\"}"));
        });

        List<ToolDescriptor> tools = catalogue.list(Documents.connector(server.url(), "{set: {}}"));

        assertThat(tools).extracting(ToolDescriptor::name).containsExactly("get", "set");
        assertThat(tools.get(1).digest()).isEqualTo(Digest.of(json(ODD)));
        assertThat(tools.get(1).raw().at("/x-vendor/deep/1/a").asText()).isEqualTo("9223372036854775807");
    }

    @Test
    void bringsAListWithoutEndToAnEnd() {
        server.onList((exchange, request) ->
                FakeMcpServer.result(exchange, request, "{\"tools\": [], \"nextCursor\": \"again\"}"));

        assertThatThrownBy(() -> catalogue.list(Documents.connector(server.url(), "{set: {}}")))
                .isInstanceOf(ConnectorUnreachable.class)
                .hasMessageContaining("does not end");
    }

    @Test
    void saysWhyAServerCannotBeAsked() {
        server.close();

        ConnectorUnreachable unreachable = catchThrowableOfType(
                ConnectorUnreachable.class, () -> catalogue.list(Documents.connector(server.url(), "{set: {}}")));

        assertThat(unreachable).hasMessageContaining("refused").hasMessageEndingWith(".");
        assertThat(unreachable.address()).isEqualTo(server.url());
    }

    @Test
    void joinsTheDocumentWithTheList() throws Exception {
        List<ToolDescriptor> tools = List.of(ToolDescriptor.of((ObjectNode) json(ODD)));

        assertThat(PinnedTool.join(Documents.connector(server.url(), "{set: {effect: IDEMPOTENT}}"), tools))
                .singleElement()
                .satisfies(pinned -> assertThat(pinned.effect()).isEqualTo(Effect.ONCE))
                .satisfies(pinned -> assertThat(pinned.name()).isEqualTo("set"));
    }

    @Test
    void refusesAToolThatTheServerLacksAndASchemaThatLeadsElsewhere() {
        List<ToolDescriptor> tools = List.of(ToolDescriptor.of(
                (ObjectNode) json("{\"name\": \"set\", \"inputSchema\": {\"$ref\": \"http://schemas.example/x\"}}")));

        DocumentInvalid invalid = catchThrowableOfType(
                DocumentInvalid.class,
                () -> PinnedTool.join(Documents.connector(server.url(), "{set: {}, gone: {}}"), tools));

        assertThat(invalid.problems()).extracting(Problem::pointer).containsExactly("/tools/set", "/tools/gone");
    }

    @Test
    void refusesToReadWithAToolThatItsServerCallsAWrite() {
        List<ToolDescriptor> tools = List.of(
                ToolDescriptor.of((ObjectNode)
                        json("{\"name\": \"get\", \"annotations\": {\"readOnlyHint\": false}, \"inputSchema\": {}}")),
                ToolDescriptor.of((ObjectNode) json("{\"name\": \"set\", \"inputSchema\": {}}")));

        DocumentInvalid invalid = catchThrowableOfType(
                DocumentInvalid.class,
                () -> PinnedTool.join(
                        Documents.connector(server.url(), "{get: {effect: READ}, set: {context: {tool: get}}}"),
                        tools));

        assertThat(invalid.problems()).extracting(Problem::pointer).containsExactly("/tools/set");
    }

    @Test
    void refusesAToolWithoutASchema() {
        ToolDescriptor tool = ToolDescriptor.of((ObjectNode) json("{\"name\": \"set\"}"));

        assertThat(tool.arguments().problems()).isNotEmpty();
        assertThat(tool.arguments().validate(json("{}"))).isNotEmpty();
    }

    @Test
    void asksTheEgressRuleAtRegistrationAndBeforeConnecting() {
        try (McpConnections guarded = connections(address -> Optional.of("Not on the list."))) {
            assertThat(guarded.refusals(Documents.connector(server.url(), "{set: {}}")))
                    .extracting(Problem::pointer)
                    .containsExactly("/transport/http/url");
            assertThatThrownBy(() -> new McpToolCatalogue(guarded, Duration.ofSeconds(5))
                            .list(Documents.connector(server.url(), "{set: {}}")))
                    .hasMessage("Not on the list.");
        }
        assertThat(server.sessionsOpened()).isZero();
    }
}
