package dev.countersign.mcp.invocation;

import static dev.countersign.mcp.connector.Documents.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.connector.Connector;
import dev.countersign.mcp.connector.Documents;
import dev.countersign.mcp.connector.Environment;
import dev.countersign.mcp.credential.Credentials;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many calls over one connection: sessions, room, interruption, the end. */
@Timeout(60)
class McpSessionTest {
    private static final Environment NONE = Environment.of(Map.of());
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(700);

    private final FakeMcpServer server = new FakeMcpServer();
    private final McpConnections connections = new McpConnections(
            NONE, new Credentials(NONE, null), EgressRule.open(), new ConnectionLimits(2, 64 * 1024));
    private final ToolInvoker invoker = new McpToolInvoker(connections);
    private final Connector connector = Documents.connector(server.url(), "{set: {}}");
    private final CountDownLatch forEver = new CountDownLatch(1);

    @AfterEach
    void stop() {
        forEver.countDown();
        connections.close();
        server.close();
    }

    private ToolOutcome invoke(Duration deadline) {
        ObjectNode arguments = (ObjectNode) json("{\"owner\": \"maya\"}");
        return invoker.invoke(new Invocation(connector, "set", arguments, "call-1", "key-1", null, deadline));
    }

    private void hang() {
        try {
            forEver.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void opensANewSessionAfterTheServerLostItAndSendsOnce() {
        assertThat(invoke(LONG)).isInstanceOf(ToolOutcome.Result.class);
        server.forgetSessions();

        assertThat(invoke(LONG)).isInstanceOf(ToolOutcome.Result.class);

        assertThat(server.sessionsOpened()).isEqualTo(2);
        assertThat(server.calls()).hasSize(2);
    }

    @Test
    void opensNoStreamForTheServersOwnMessages() {
        List<String> opened = Collections.synchronizedList(new ArrayList<>());
        server.onGet((exchange, request) -> {
            opened.add(exchange.getRequestMethod());
            FakeMcpServer.status(exchange, 404);
        });

        for (int call = 0; call < 10; call++) {
            assertThat(invoke(LONG)).isInstanceOf(ToolOutcome.Result.class);
        }
        assertThat(server.sessionsOpened()).isEqualTo(1);
        assertThat(opened).isEmpty();
    }

    @Test
    void keepsOneSessionForManyCalls() {
        for (int call = 0; call < 20; call++) {
            assertThat(invoke(LONG)).isInstanceOf(ToolOutcome.Result.class);
        }

        assertThat(server.sessionsOpened()).isEqualTo(1);
    }

    @Test
    void provesNotSentWhenThereIsNoRoom() throws Exception {
        CountDownLatch arrived = new CountDownLatch(2);
        server.onCall((exchange, request) -> {
            arrived.countDown();
            hang();
            FakeMcpServer.echo(exchange, request);
        });
        List<FutureTask<ToolOutcome>> inFlight =
                List.of(new FutureTask<>(() -> invoke(LONG)), new FutureTask<>(() -> invoke(LONG)));
        inFlight.forEach(Thread::startVirtualThread);
        arrived.await();

        ToolOutcome third = invoke(SHORT);
        forEver.countDown();

        assertThat(third).isInstanceOf(ToolOutcome.NotSent.class);
        for (FutureTask<ToolOutcome> one : inFlight) {
            assertThat(one.get()).isInstanceOf(ToolOutcome.Result.class);
        }
        assertThat(server.calls()).hasSize(2);
    }

    @Test
    void doesNotKnowWhenInterruptedAndStaysInterrupted() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        server.onCall((exchange, request) -> {
            arrived.countDown();
            hang();
        });
        FutureTask<Boolean> caller = new FutureTask<>(() -> invoke(LONG) instanceof ToolOutcome.Unknown
                && Thread.currentThread().isInterrupted());
        Thread thread = Thread.startVirtualThread(caller);
        arrived.await();

        thread.interrupt();

        assertThat(caller.get()).isTrue();
    }

    @Test
    void sendsNothingOnceClosed() {
        connections.close();

        assertThat(invoke(LONG)).isInstanceOf(ToolOutcome.NotSent.class);
        assertThat(server.calls()).isEmpty();
    }
}
