package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.canonical.Digest;
import dev.countersign.mcp.connector.Context;
import dev.countersign.orchestrator.run.Run;
import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.NamedSql;
import io.vertx.sqlclient.Row;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a person said no to in a run (ADR 0017): the same tool and refs with the same values is not asked again, and
 * after WRONG_RECORD or NOT_ALLOWED the same tool and refs not with any values, until somebody reopens it. Blocks;
 * virtual threads only.
 */
@Singleton
class RejectionMemory {
    private static final NamedSql RECALL = NamedSql.of("""
            SELECT run.rejections, c.id, c.refusal_detail, c.refusal_reason, c.refusal_note
            FROM run LEFT JOIN LATERAL (
              SELECT id, refusal_detail, refusal_reason, refusal_note FROM tool_call
              WHERE run_id = run.id AND same_place = :place AND refusal_code = 'APPROVAL_REJECTED'
                AND reopened_at IS NULL
                AND (same_values = :values OR refusal_reason IN ('WRONG_RECORD', 'NOT_ALLOWED'))
              ORDER BY ended_at DESC LIMIT 1) c ON true
            WHERE run.id = :run""");

    private final Database database;

    RejectionMemory(Database database) {
        this.database = database;
    }

    /**
     * What is proposed, in a form that can be compared and not read.
     *
     * @param place the tool and its refs
     * @param values the place with the after-values of the card; without a record, with the arguments
     */
    record Same(String place, String values) {

        static Same of(Situation situation) {
            ArrayNode at = JsonNodeFactory.instance.arrayNode();
            at.add(situation.run().id().toString()).add(situation.tool().dotted());
            at.add(situation.refsJson());
            String place = Digest.of(at).value();
            at.add(values(situation));
            return new Same(place, Digest.of(at).value());
        }

        /** As on the card: fields of the record for which the call brings another value. */
        private static JsonNode values(Situation situation) {
            Context context = situation.tool().binding().context();
            RecordReader.Snapshot snapshot = situation.snapshot();
            if (context == null || snapshot == null) {
                return situation.arguments();
            }
            ObjectNode after = JsonNodeFactory.instance.objectNode();
            for (Context.Field field : context.fields()) {
                JsonNode value = situation.arguments().at(field.argument());
                if (!value.isMissingNode() && !value.equals(snapshot.fields().get(field.name()))) {
                    after.set(field.name(), value);
                }
            }
            return after;
        }
    }

    /**
     * What is remembered of a proposal.
     *
     * @param rejections how many the run had had when this was read; whoever decides by it commits only while that holds
     * @param refusal what to answer; null when nobody said no to this
     * @param earlier the call that was rejected; null when there is none
     */
    record Recalled(
            int rejections,
            @Nullable Refusal refusal,
            @Nullable UUID earlier) {}

    /** @param known how many rejections the run is known to have had: with none there is nothing to look up */
    Recalled recall(Run run, Same same, int known) {
        if (known == 0) {
            return new Recalled(0, null, null);
        }
        Row row = database.row(
                        RECALL,
                        Bindings.of("run", run.id()).and("place", same.place()).and("values", same.values()))
                .orElseThrow();
        int rejections = row.getInteger("rejections");
        return Optional.ofNullable(row.getUUID("id"))
                .map(id -> new Recalled(rejections, refusal(row), id))
                .orElseGet(() -> new Recalled(rejections, null, null));
    }

    private static Refusal refusal(Row row) {
        return Refusal.rejectedBefore(
                row.getString("refusal_detail"), row.getString("refusal_reason"), row.getString("refusal_note"));
    }
}
