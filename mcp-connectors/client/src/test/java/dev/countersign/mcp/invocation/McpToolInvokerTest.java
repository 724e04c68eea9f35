package dev.countersign.mcp.invocation;

import static dev.countersign.mcp.connector.Documents.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.connector.Connector;
import dev.countersign.mcp.connector.DocumentInvalid;
import dev.countersign.mcp.connector.Documents;
import dev.countersign.mcp.connector.Environment;
import dev.countersign.mcp.credential.Credentials;
import dev.countersign.mcp.invocation.FakeMcpServer.Behaviour;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class McpToolInvokerTest {
    private static final Environment ENVIRONMENT = Environment.of(Map.of("COUNTERSIGN_SECRET_CRM", "s3cret"));
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(700);

    private final FakeMcpServer server = new FakeMcpServer();
    private final McpConnections connections = connections(new ConnectionLimits(2, 64 * 1024));
    private final ToolInvoker invoker = new McpToolInvoker(connections);
    private final CountDownLatch forEver = new CountDownLatch(1);

    private static McpConnections connections(ConnectionLimits limits) {
        return new McpConnections(ENVIRONMENT, new Credentials(ENVIRONMENT, null), EgressRule.open(), limits);
    }

    @AfterEach
    void stop() {
        forEver.countDown();
        connections.close();
        server.close();
    }

    private Connector connector(String tools) {
        return Documents.connector(server.url(), tools);
    }

    private static Invocation call(Connector connector, Duration deadline) {
        ObjectNode arguments = (ObjectNode) json("{\"owner\": \"maya\", \"amount\": 50000.01, \"request\": {}}");
        return new Invocation(connector, "set", arguments, "call-1", "key-1", TRACE, deadline);
    }

    private ToolOutcome invoke(Duration deadline) {
        return invoker.invoke(call(connector("{set: {effect: KEYED}}"), deadline));
    }

    private ToolOutcome invoke(Behaviour behaviour) {
        server.onCall(behaviour);
        return invoke(LONG);
    }

    private void hang() {
        try {
            forEver.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void sendsArgumentsAndOurMembersOfMeta() {
        ToolOutcome outcome = invoke(LONG);

        assertThat(outcome)
                .isInstanceOfSatisfying(ToolOutcome.Result.class, result -> assertThat(result.structuredContent())
                        .hasToString("{\"owner\":\"maya\",\"amount\":50000.01,\"request\":{}}"));
        var received = server.calls().getFirst();
        assertThat(received.params()).isEqualTo(json("""
                {"name": "set", "arguments": {"owner": "maya", "amount": 50000.01, "request": {}},
                 "_meta": {"dev.countersign/call-id": "call-1", "dev.countersign/idempotency-key": "key-1", "traceparent": "%s"}}
                """.formatted(TRACE)));
        assertThat(received.headers().get("Traceparent")).containsExactly(TRACE);
        assertThat(received.headers()).doesNotContainKey(WatchedHttpClient.HEADER);
    }

    @Test
    void sendsNoMetaWithAContextRead() {
        Connector connector = connector("{set: {effect: READ}}");

        invoker.invoke(new Invocation(connector, "set", (ObjectNode) json("{}"), null, null, null, LONG));

        assertThat(server.calls().getFirst().params()).isEqualTo(json("{\"name\": \"set\", \"arguments\": {}}"));
    }

    @Test
    void putsTheKeyWhereTheServerReadsIt() {
        invoker.invoke(call(connector("{set: {effect: KEYED, key: {in: \"header:X-Request-Key\"}}}"), LONG));
        invoker.invoke(call(connector("{set: {effect: KEYED, key: {in: \"argument:/request/id\"}}}"), LONG));
        ToolOutcome nowhere =
                invoker.invoke(call(connector("{set: {effect: KEYED, key: {in: \"argument:/gone/id\"}}}"), LONG));

        assertThat(server.calls().get(0).headers().get("X-request-key")).containsExactly("key-1");
        assertThat(server.calls().get(1).params().at("/arguments/request/id").asText())
                .isEqualTo("key-1");
        assertThat(nowhere).isInstanceOf(ToolOutcome.NotSent.class);
        assertThat(server.calls()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"bearer,Authorization,Bearer s3cret", "header:X-Api-Key,X-api-key,s3cret"})
    void showsOurCredential(String as, String header, String value) throws DocumentInvalid {
        ObjectNode document = (ObjectNode) connector("{set: {}}").document();
        document.set("credential", json("{\"ref\": \"env:COUNTERSIGN_SECRET_CRM\", \"as\": \"" + as + "\"}"));

        invoker.invoke(call(Connector.parse(document), LONG));

        assertThat(server.calls().getFirst().headers().get(header)).containsExactly(value);
    }

    @Test
    void sendsNothingWithoutTheCredential() throws DocumentInvalid {
        ObjectNode document = (ObjectNode) connector("{set: {}}").document();
        document.set("credential", json("{\"ref\": \"env:COUNTERSIGN_SECRET_GONE\"}"));

        assertThat(invoker.invoke(call(Connector.parse(document), LONG))).isInstanceOf(ToolOutcome.NotSent.class);
        assertThat(server.sessionsOpened()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"content\":[{\"type\":\"text\",\"text\":\"done\"}]}|null|done",
                "{\"content\":[{\"type\":\"text\",\"text\":\"{\\\"a\\\":1}\"}]}|{\"a\":1}|{\"a\":1}",
                "{\"content\":[{\"type\":\"text\",\"text\":\"[1]\"}]}|null|[1]",
                "{\"content\":[{\"type\":\"text\",\"text\":\"{} x\"}]}|null|{} x",
                "{\"content\":[{\"type\":\"text\",\"text\":\"{\\\"b\\\":1}\"}],\"structuredContent\":{\"a\":1}}|{\"a\":1}|{\"b\":1}",
                "{\"content\":[{\"type\":\"image\",\"data\":\"\",\"mimeType\":\"a/b\"}]}|null|",
                "{\"structuredContent\":{\"a\":1.5},\"_meta\":{\"x\":1}}|{\"a\":1.5}|"
            })
    void readsResults(String result, String structured, @Nullable String text) {
        ToolOutcome outcome = invoke((exchange, request) -> FakeMcpServer.result(exchange, request, result));

        assertThat(outcome).isInstanceOfSatisfying(ToolOutcome.Result.class, found -> {
            assertThat(String.valueOf(found.structuredContent())).isEqualTo(structured);
            assertThat(found.text()).isEqualTo(text);
        });
    }

    @Test
    void readsAnErrorOfTheTool() {
        ToolOutcome outcome = invoke((exchange, request) -> FakeMcpServer.result(
                exchange, request, "{\"isError\":true,\"content\":[{\"type\":\"text\",\"text\":\"no such lead\"}]}"));

        assertThat(outcome).isEqualTo(new ToolOutcome.ToolError(null, "no such lead"));
    }

    @Test
    void readsAnAnswerOutOfAStream() {
        ToolOutcome outcome = invoke((exchange, request) -> FakeMcpServer.body(
                exchange,
                200,
                "text/event-stream",
                "event: message\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{}}\n\n"
                        + "event: message\ndata: {\"jsonrpc\":\"2.0\",\"id\":" + request.path("id")
                        + ",\"result\":{\"content\":[],\"structuredContent\":{\"a\":1}}}\n\n"));

        assertThat(outcome).isInstanceOf(ToolOutcome.Result.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 405})
    void provesNotSentByAStatusThatRefuses(int status) {
        assertThat(invoke((exchange, request) -> FakeMcpServer.status(exchange, status)))
                .isInstanceOf(ToolOutcome.NotSent.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 409, 429, 500, 502, 503})
    void doesNotKnowAfterAnyOtherStatus(int status) {
        assertThat(invoke((exchange, request) -> FakeMcpServer.status(exchange, status)))
                .isInstanceOfSatisfying(ToolOutcome.Unknown.class, unknown -> assertThat(unknown.cause())
                        .contains("" + status));
    }

    @ParameterizedTest
    @CsvSource({"200,-32601", "200,-32602", "200,-32600", "200,-32700", "400,-32001", "400,-32602"})
    void provesNotSentByAJsonRpcErrorThatSaysSo(int status, int code) {
        assertThat(invoke((exchange, request) -> FakeMcpServer.error(exchange, request, status, code)))
                .isInstanceOf(ToolOutcome.NotSent.class);
    }

    @ParameterizedTest
    @CsvSource({"200,-32603", "200,-32000", "200,-32001", "200,1", "500,-32602", "400,-32603"})
    void doesNotKnowAfterAnyOtherJsonRpcError(int status, int code) {
        assertThat(invoke((exchange, request) -> FakeMcpServer.error(exchange, request, status, code)))
                .isInstanceOf(ToolOutcome.Unknown.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json|not json",
                "application/json|[]",
                "application/json|{}",
                "application/json|",
                "text/html|<html>",
                "text/event-stream|data: not json",
                "text/event-stream|: nothing but a comment",
                "text/event-stream|"
            })
    void doesNotKnowAfterNonsense(String type, @Nullable String body) {
        assertThat(invoke((exchange, request) ->
                        FakeMcpServer.body(exchange, 200, type, body == null ? "" : body + "\n\n")))
                .isInstanceOf(ToolOutcome.Unknown.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "7",
                "null",
                "{\"content\":{}}",
                "{\"content\":[],\"isError\":\"no\"}",
                "{\"content\":[],\"structuredContent\":{\"a\":1e400}}"
            })
    void doesNotKnowAfterAResultThatIsNone(String result) {
        assertThat(invoke((exchange, request) -> FakeMcpServer.result(exchange, request, result)))
                .isInstanceOf(ToolOutcome.Unknown.class);
    }

    @Test
    void doesNotTakeTheAnswerToAnotherRequest() {
        server.onCall((exchange, request) -> FakeMcpServer.body(
                exchange, 200, "application/json", "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"result\":{\"content\":[]}}"));

        assertThat(invoke(SHORT)).isInstanceOf(ToolOutcome.Unknown.class);
    }

    @Test
    void doesNotKnowWhenTheConnectionBreaks() {
        assertThat(invoke((exchange, request) -> exchange.close())).isInstanceOf(ToolOutcome.Unknown.class);
        assertThat(invoke((exchange, request) -> {
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    exchange.sendResponseHeaders(200, 1000);
                    exchange.getResponseBody().write("{\"jsonrpc\"".getBytes());
                    exchange.getResponseBody().flush();
                    throw new IOException("broken on purpose");
                }))
                .isInstanceOf(ToolOutcome.Unknown.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/event-stream"})
    void stopsReadingOverTheCap(String type) {
        ToolOutcome outcome = invoke((exchange, request) -> {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, 0);
            byte[] chunk = (": " + "x".repeat(1000) + "\n\n").getBytes();
            for (int sent = 0; sent < 100_000; sent++) {
                exchange.getResponseBody().write(chunk);
            }
        });

        assertThat(outcome).isInstanceOfSatisfying(ToolOutcome.Unknown.class, unknown -> assertThat(unknown.cause())
                .contains("longer than"));
    }

    @Test
    void givesUpAtTheDeadlineWhenTheServerHangs() {
        server.onCall((exchange, request) -> hang());

        assertThat(invoke(SHORT)).isInstanceOf(ToolOutcome.Unknown.class);
        server.onCall(FakeMcpServer::echo);
        assertThat(invoke(LONG)).isInstanceOf(ToolOutcome.Result.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/event-stream"})
    void givesUpAtTheDeadlineWhenTheServerDrips(String type) {
        server.onCall((exchange, request) -> {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(": a\n\n".getBytes());
            exchange.getResponseBody().flush();
            hang();
        });

        assertThat(invoke(SHORT)).isInstanceOf(ToolOutcome.Unknown.class);
    }

    @Test
    void provesNotSentWhenNobodyListens() {
        server.close();

        assertThat(invoke(LONG))
                .isInstanceOfSatisfying(ToolOutcome.NotSent.class, refused -> assertThat(refused.cause())
                        .contains("refused"));
    }

    @Test
    void provesNotSentWhenTheServerGoesAwayBetweenCalls() {
        assertThat(invoke(LONG)).isInstanceOf(ToolOutcome.Result.class);
        server.forgetSessions();
        server.close();

        assertThat(invoke(LONG)).isInstanceOf(ToolOutcome.NotSent.class);
    }

    @Test
    void provesNotSentWhenTheAddressCannotBeResolved() {
        Connector connector = Documents.connector("${env.COUNTERSIGN_GONE}/mcp", "{set: {}}");

        assertThat(invoker.invoke(call(connector, LONG))).isInstanceOf(ToolOutcome.NotSent.class);
    }
}
