package dev.countersign.orchestrator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.ledger.CloudEvent;
import dev.countersign.orchestrator.replay.Matrix;
import dev.countersign.orchestrator.replay.Replay;
import dev.countersign.orchestrator.replay.Shadows;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Replays and the shadow as the API shows them. */
final class TrialJson {
    /** Long lists that only the replay itself shows. */
    private static final Set<String> LONG = Set.of("changed_calls", "changed_calls_more", "changed_calls_note");

    private TrialJson() {}

    static Problem unknownRevision(@Nullable JsonNode revision) {
        return Problem.invalid(
                "/revision", revision, "There is no such revision. GET /api/policy/revisions lists those there are.");
    }

    /** With its report once it is completed. */
    static ObjectNode replay(Replay replay) {
        ObjectNode node = header(replay);
        if (replay.report() instanceof ObjectNode report) {
            node.setAll(report);
        }
        return node;
    }

    /** The numbers of its report only. */
    static ObjectNode summary(Replay replay) {
        ObjectNode node = replay(replay);
        node.remove(LONG);
        if (node.get("contradicted") instanceof ObjectNode contradicted) {
            contradicted.retain("count");
        }
        return node;
    }

    private static ObjectNode header(Replay replay) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", replay.id().toString())
                .put("state", replay.state())
                .put("since", CloudEvent.time(replay.since()))
                .put("until", CloudEvent.time(replay.until()))
                .put("revision", replay.revision())
                .put("compared_with", "the decisions as they were taken")
                .put("asked_by", replay.askedBy())
                .put("done", replay.done())
                .put("total", replay.total())
                .put("started_at", time(replay.startedAt()))
                .put("ended_at", time(replay.endedAt()))
                .put("failure", replay.failure());
    }

    /** Nothing is compared. */
    static ObjectNode noShadow() {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .putNull("revision")
                .putNull("since")
                .put("state", "none")
                .put("compared", 0)
                .put("dropped", 0);
        node.set("matrix", new Matrix().json());
        node.putArray("differences");
        return node;
    }

    /** @param here whether the instance that answers compares with it already */
    static ObjectNode shadow(Shadows.Status status, boolean here, Matrix matrix, List<Shadows.Seen> differences) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("id", status.id().toString())
                .put("revision", status.revision())
                .put("since", CloudEvent.time(status.since()))
                .put("started_by", status.startedBy())
                .put("stopped_at", time(status.stoppedAt()))
                .put("state", state(status, here))
                .put("trouble", status.trouble())
                .put("compared", matrix.compared())
                .put("different", matrix.changed())
                .put("dropped", status.dropped());
        node.set("matrix", matrix.json());
        ArrayNode items = node.putArray("differences");
        differences.forEach(seen -> items.addObject()
                .put("id", seen.number())
                .put("at", CloudEvent.time(seen.at()))
                .put("call_id", seen.call().toString())
                .put("tool", seen.tool())
                .put("from", seen.was())
                .put("to", seen.wouldBe())
                .put("from_rule", seen.wasRule())
                .put("to_rule", seen.wouldRule())
                .put("href", "/calls/" + seen.call()));
        return node;
    }

    private static String state(Shadows.Status status, boolean here) {
        if (status.stoppedAt() != null) {
            return "stopped";
        }
        if (here) {
            return "comparing";
        }
        return status.trouble() == null ? "opening" : "failed";
    }

    private static @Nullable String time(@Nullable Instant at) {
        return at == null ? null : CloudEvent.time(at);
    }
}
