package dev.countersign.orchestrator.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.approval.Backlog;
import dev.countersign.orchestrator.freeze.Freezes;
import dev.countersign.orchestrator.principal.Role;
import dev.countersign.orchestrator.toolcall.FrozenCalls;
import dev.countersign.orchestrator.toolcall.UnknownCalls;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** How much waits for people, for how long, and where. */
@Path("/api/backlog")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Operations")
public class BacklogResource {
    private final Backlog backlog;
    private final Freezes freezes;
    private final FrozenCalls frozen;
    private final UnknownCalls unknown;
    private final Callers callers;

    BacklogResource(Backlog backlog, Freezes freezes, FrozenCalls frozen, UnknownCalls unknown, Callers callers) {
        this.backlog = backlog;
        this.freezes = freezes;
        this.frozen = frozen;
        this.unknown = unknown;
        this.callers = callers;
    }

    @GET
    @Operation(summary = "What waits for people, by group and by rule, and how long what was decided had waited")
    public Response get() {
        callers.person(Role.OPERATOR, Role.APPROVER);
        Backlog.Line all = backlog.all();
        Backlog.Waited waited = backlog.waited();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        figures(node, all);
        lines(node.putArray("groups"), "group", backlog.byGroup());
        lines(node.putArray("rules"), "rule_id", backlog.byRule());
        node.putObject("decided_24h")
                .put("count", waited.decided())
                .put("p50_seconds", seconds(waited.p50()))
                .put("p90_seconds", seconds(waited.p90()))
                .put("p99_seconds", seconds(waited.p99()));
        node.putObject("frozen").put("freezes", freezes.open().size()).put("calls", frozen.waiting());
        node.put("unknown", unknown.waiting(false)).put("counted_to", Backlog.COUNTED);
        return Bodies.ok(node);
    }

    private static void lines(ArrayNode array, String name, List<Backlog.Line> lines) {
        lines.forEach(line -> figures(array.addObject().put(name, line.id()), line));
    }

    private static void figures(ObjectNode node, Backlog.Line line) {
        node.put("waiting", line.waiting())
                .put("oldest_at", RunJson.time(line.oldest()))
                .put("expiring_within_hour", line.expiring());
    }

    private static @Nullable Double seconds(@Nullable Duration span) {
        return span == null ? null : span.toMillis() / 1_000.0;
    }
}
