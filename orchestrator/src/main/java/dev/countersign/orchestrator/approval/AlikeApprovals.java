package dev.countersign.orchestrator.approval;

import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.Rows;
import io.vertx.sqlclient.Row;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads approvals that are decided in one table. Blocks; virtual threads only. */
@Singleton
public class AlikeApprovals {
    /** What a person edited, or what moved, has a card of its own, whatever its key says. */
    private static final String ALIKE = "state = 'pending' AND edited_by IS NULL AND tier = 'T1' AND quorum = 1";

    private static final String SELECT = "SELECT ref_keys, " + Approval.COLUMNS + " FROM approval ";
    private static final NamedSql KEYS = NamedSql.of("SELECT id, group_key FROM approval"
            + " WHERE id = ANY(:ids::text[]::uuid[]) AND group_key IS NOT NULL AND " + ALIKE);
    private static final NamedSql GROUP = NamedSql.of(SELECT + "WHERE group_key = :key AND " + ALIKE + """
             AND expires_at > clock_timestamp() AND (:groups::text[] IS NULL OR groups && :groups::text[])
            ORDER BY expires_at, id LIMIT :max""");
    private static final NamedSql PICKED =
            NamedSql.of(SELECT + "WHERE id = ANY(:ids::text[]::uuid[]) ORDER BY expires_at, id LIMIT :max");

    private final Database database;

    AlikeApprovals(Database database) {
        this.database = database;
    }

    /** An approval and what it refers to, as {@code kind:id}. */
    public record Referring(Approval approval, List<String> refs) {
        static Referring of(Row row) {
            return new Referring(Approval.of(row), Rows.texts(row, "ref_keys"));
        }
    }

    /** The key of each of these that waits in a group. */
    public Map<UUID, String> keys(Collection<UUID> ids) {
        return database.rows(KEYS, Bindings.of("ids", ids)).stream()
                .collect(Collectors.toMap(row -> row.getUUID("id"), row -> row.getString("group_key")));
    }

    /**
     * What waits under a key, soonest to expire first.
     *
     * @param groups null for all
     */
    public List<Referring> group(String key, @Nullable Collection<String> groups, int max) {
        return database
                .rows(GROUP, Bindings.of("key", key).and("groups", groups).and("max", max))
                .stream()
                .map(Referring::of)
                .toList();
    }

    /** Exactly these, in whatever state. */
    public List<Referring> picked(Collection<UUID> ids, int max) {
        return database.rows(PICKED, Bindings.of("ids", ids).and("max", max)).stream()
                .map(Referring::of)
                .toList();
    }
}
