package dev.countersign.sandbox.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.sandbox.fault.Fault;
import dev.countersign.sandbox.fault.Faults;
import dev.countersign.sandbox.tool.Answer;
import dev.countersign.sandbox.tool.Effect;
import dev.countersign.sandbox.tool.Handler;
import dev.countersign.sandbox.tool.ReceivedCall;
import dev.countersign.sandbox.tool.SystemOfRecord;
import dev.countersign.sandbox.tool.ToolDefinition;
import dev.countersign.sandbox.tool.ToolTable;
import io.quarkiverse.mcp.server.TextContent;
import io.quarkiverse.mcp.server.ToolManager;
import io.quarkiverse.mcp.server.ToolResponse;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Registers every tool of every system of record with the MCP server of its connector. */
@Singleton
class ToolServers {

    private final ToolManager tools;
    private final Desk desk;
    private final Faults faults;
    private final CurrentVertxRequest currentRequest;
    // Bounded by the pool of database connections.
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();

    ToolServers(ToolManager tools, Desk desk, Faults faults, CurrentVertxRequest currentRequest) {
        this.tools = tools;
        this.desk = desk;
        this.faults = faults;
        this.currentRequest = currentRequest;
    }

    void register(@Observes StartupEvent started, Instance<SystemOfRecord> systems) {
        for (var system : systems) {
            var handlers = system.handlers();
            var definitions = ToolTable.of(system.connector());
            var named = definitions.stream().map(ToolDefinition::name).toList();
            if (!handlers.keySet().equals(Set.copyOf(named))) {
                throw new IllegalStateException("Tools " + named + " but handlers " + handlers.keySet());
            }
            definitions.forEach(tool -> register(tool, handlers.get(tool.name())));
        }
    }

    private void register(ToolDefinition tool, Handler handler) {
        var definition = tools.newTool(tool.name())
                .setServerName(tool.connector())
                .setDescription(tool.description())
                .setInputSchema(new JsonObject(tool.inputSchema().toString()))
                .setAsyncHandler(arguments ->
                        answer(tool, handler, ReceivedCall.of(arguments.rawMessage()), currentRequest.getCurrent()));
        // Hints are given only where they cannot mislead: a client may take an absent one as it likes.
        if (tool.effect() == Effect.READ) {
            definition.setAnnotations(new ToolManager.ToolAnnotations(tool.name(), true, false, true, false));
        }
        definition.register();
    }

    private Uni<ToolResponse> answer(ToolDefinition tool, Handler handler, ReceivedCall call, RoutingContext exchange) {
        var fault = faults.next(tool.dottedName());
        if (fault.isEmpty()) {
            return onWorker(() -> response(desk.take(tool, handler, call)));
        }
        var scripted = fault.get();
        Uni<ToolResponse> arrived = scripted.effect() == Fault.Moment.BEFORE && scripted.kind() != Fault.Kind.SLOW
                ? onWorker(() -> {
                    desk.recordOnly(tool, call);
                    return ToolResponse.error("swallowed by a scripted fault");
                })
                : onWorker(() -> response(desk.take(tool, handler, call)));
        return scripted.inflict(arrived, exchange);
    }

    private <T> Uni<T> onWorker(Supplier<T> work) {
        return Uni.createFrom().item(work).runSubscriptionOn(workers);
    }

    private static ToolResponse response(Answer answer) {
        JsonNode body = answer.body();
        // The text repeats the structure, because many clients read only text.
        return new ToolResponse(
                answer instanceof Answer.Refused, List.of(new TextContent(body.toString())), body, Map.of());
    }
}
