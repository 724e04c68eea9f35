package dev.countersign.orchestrator.toolcall;

import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.Rows;
import io.vertx.sqlclient.Row;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds runs, calls and approvals by what they are about (M29), newest first. Each criterion that is given has an index
 * and becomes a condition of its own, so that what is left out costs nothing. Blocks; virtual threads only.
 */
@Singleton
public class Search {
    private static final Pattern ID_START = Pattern.compile("[0-9a-f]{8}(-?[0-9a-f]{0,4}){0,3}-?[0-9a-f]{0,12}");
    private static final int ID_DIGITS = 32;
    private static final int WORDS_MAX = 8;

    private final Database database;

    public Search(Database database) {
        this.database = database;
    }

    /** What is found. */
    public enum Kind {
        RUN,
        CALL,
        APPROVAL;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What is looked for; null parts do not narrow.
     *
     * @param ref {@code account:acc-1}
     * @param person who answers for it, what started it, for whom it works, or who voted on it
     * @param rule that decided; a run is not decided, so none is found
     * @param words all of them, each from its beginning; or an id, from its beginning
     */
    public record Query(
            @Nullable String ref,
            @Nullable UUID run,
            @Nullable String person,
            @Nullable String rule,
            @Nullable String words) {

        public boolean isEmpty() {
            return ref == null && run == null && person == null && rule == null && words == null;
        }
    }

    /**
     * How far somebody sees.
     *
     * @param agent only what belongs to runs that this key started, and no approvals; null for a person
     * @param approvedOnly only runs that asked a person, and their calls
     */
    public record Range(@Nullable String agent, boolean approvedOnly) {}

    /** Where the last page ended. */
    public record After(Instant at, UUID id) {}

    /** One thing that was found. */
    public record Found(Kind kind, UUID id, String title, Instant at) {}

    public List<Found> find(Query query, Range range, @Nullable After after, int max) {
        Statement sql = statement(query, range, after, max);
        return sql.parts.isEmpty()
                ? List.of()
                : database.rows(NamedSql.of(sql.text()), sql.bindings).stream()
                        .map(Search::found)
                        .toList();
    }

    static Statement statement(Query query, Range range, @Nullable After after, int max) {
        var sql = new Statement(after, max);
        run(sql, query, range);
        call(sql, query, range);
        approval(sql, query, range);
        return sql;
    }

    private static Found found(Row row) {
        return new Found(
                Kind.valueOf(row.getString("kind")),
                row.getUUID("id"),
                row.getString("title"),
                Objects.requireNonNull(Rows.instant(row, "at")));
    }

    // ---- the three kinds --------------------------------------------------------------------------------------------

    private static final String OF_AGENT =
            "(SELECT id FROM run WHERE people @> ARRAY[:agent::text] AND started_by = :agent)";

    private static void run(Statement sql, Query query, Range range) {
        var where = new ArrayList<String>();
        sql.when(where, "ref", query.ref(), "id IN (SELECT run_id FROM tool_call WHERE ref_keys @> ARRAY[:ref::text])");
        sql.when(where, "run", query.run(), "id = :run");
        if (query.rule() != null || !words(sql, where, query.words(), "workflow_id = ANY(:workflows)")) {
            return;
        }
        sql.when(where, "agent", range.agent(), "id IN " + OF_AGENT);
        if (range.approvedOnly()) {
            where.add("EXISTS (SELECT 1 FROM approval WHERE approval.run_id = run.id)");
        }
        var part = new Part(
                Kind.RUN,
                "workflow_id || ' version ' || workflow_version || ', ' || state",
                "run",
                "created_at",
                where,
                query.person());
        sql.add(part, "people @> ARRAY[:person::text]", "id IN (SELECT a.run_id FROM " + VOTED + ")");
    }

    private static void call(Statement sql, Query query, Range range) {
        var where = new ArrayList<String>();
        sql.when(where, "ref", query.ref(), "ref_keys @> ARRAY[:ref::text]");
        sql.when(where, "run", query.run(), "run_id = :run");
        sql.when(where, "rule", query.rule(), "rule_id = :rule AND decided_at IS NOT NULL");
        if (!words(sql, where, query.words(), "tool = ANY(:tools)")) {
            return;
        }
        sql.when(where, "agent", range.agent(), "run_id IN " + OF_AGENT);
        if (range.approvedOnly()) {
            where.add("EXISTS (SELECT 1 FROM approval WHERE approval.run_id = tool_call.run_id)");
        }
        var part = new Part(
                Kind.CALL,
                "tool || ', ' || replace(state, '_', ' ')",
                "tool_call",
                "created_at",
                where,
                query.person());
        sql.add(
                part,
                "run_id IN (SELECT id FROM run WHERE people @> ARRAY[:person::text])",
                "id IN (SELECT a.call_id FROM " + VOTED + ")");
    }

    private static void approval(Statement sql, Query query, Range range) {
        var where = new ArrayList<String>();
        sql.when(where, "ref", query.ref(), "ref_keys @> ARRAY[:ref::text]");
        sql.when(where, "run", query.run(), "run_id = :run");
        sql.when(where, "rule", query.rule(), "rule_id = :rule");
        if (range.agent() != null || !words(sql, where, query.words(), "words @@ to_tsquery('simple', :words)")) {
            return;
        }
        var part =
                new Part(Kind.APPROVAL, "card::json ->> 'consequence'", "approval", "opened_at", where, query.person());
        sql.add(
                part,
                "owner = :person",
                "on_behalf_of = :person",
                "id IN (SELECT approval_id FROM vote WHERE person_id = :person)");
    }

    private static final String VOTED = "vote v JOIN approval a ON a.id = v.approval_id WHERE v.person_id = :person";

    /** Adds the condition that a text asks for. False when it is neither words nor an id, so nothing can match. */
    private static boolean words(Statement sql, List<String> where, @Nullable String text, String condition) {
        if (text == null) {
            return true;
        }
        Optional<UUID[]> ids = ids(text);
        if (ids.isPresent()) {
            sql.when(where, "first", ids.get()[0], "id >= :first");
            sql.when(where, "last", ids.get()[1], "id <= :last");
            return true;
        }
        String words = prefixes(text);
        if (words.isEmpty()) {
            return false;
        }
        if (condition.contains(":words")) {
            sql.when(where, "words", words, condition);
        } else {
            where.add(condition
                    .replace("ANY(:tools)", "ANY(ARRAY(" + TOOLS + "))")
                    .replace("ANY(:workflows)", "ANY(ARRAY(" + WORKFLOWS + "))"));
            sql.bindings.and("words", words);
        }
        return true;
    }

    // Tools and workflows are few: their names are matched, and their rows are found by the index of the name.
    private static final String TOOLS = """
            WITH RECURSIVE names AS (
              (SELECT tool FROM tool_call ORDER BY tool LIMIT 1)
              UNION ALL
              SELECT (SELECT tool FROM tool_call WHERE tool > names.tool ORDER BY tool LIMIT 1) FROM names
              WHERE names.tool IS NOT NULL)
            SELECT tool FROM names WHERE tool IS NOT NULL AND words_of(tool) @@ to_tsquery('simple', :words) LIMIT 200""";
    private static final String WORKFLOWS = """
            SELECT DISTINCT id FROM workflow_version WHERE words_of(id) @@ to_tsquery('simple', :words) LIMIT 200""";

    /** {@code 'halden':* & 'renewal':*}: letters and digits only, so that nothing of it is an operator. */
    static String prefixes(String text) {
        return Arrays.stream(text.split("[^\\p{L}\\p{N}\\p{M}]+"))
                .filter(word -> !word.isEmpty())
                .limit(WORDS_MAX)
                .map(word -> "'" + word.toLowerCase(Locale.ROOT) + "':*")
                .collect(Collectors.joining(" & "));
    }

    /** The first and the last id that begin like this; empty for a text that is no beginning of an id. */
    static Optional<UUID[]> ids(String text) {
        String asked = text.strip().toLowerCase(Locale.ROOT);
        String digits = asked.replace("-", "");
        if (digits.length() > ID_DIGITS || !ID_START.matcher(asked).matches()) {
            return Optional.empty();
        }
        int open = ID_DIGITS - digits.length();
        return Optional.of(new UUID[] {uuid(digits + "0".repeat(open)), uuid(digits + "f".repeat(open))});
    }

    private static UUID uuid(String digits) {
        return new UUID(Long.parseUnsignedLong(digits, 0, 16, 16), Long.parseUnsignedLong(digits, 16, 32, 16));
    }

    // ---- the statement ----------------------------------------------------------------------------------------------

    /** One kind's rows. {@code where} holds what all of them have to meet. */
    private record Part(
            Kind kind,
            String title,
            String table,
            String at,
            List<String> where,
            @Nullable String person) {}

    /** One statement of several parts, each of which stops at the page's size. What is in two of them stands once. */
    static final class Statement {
        private final Bindings bindings = Bindings.none();
        private final List<String> parts = new ArrayList<>();
        private final boolean behind;

        Statement(@Nullable After after, int max) {
            bindings.and("max", max);
            behind = after != null;
            if (after != null) {
                bindings.and("after_at", after.at()).and("after_id", after.id());
            }
        }

        void when(List<String> where, String name, @Nullable Object value, String condition) {
            if (value != null) {
                where.add(condition);
                bindings.and(name, value);
            }
        }

        /** @param whose what makes it the person's, one part each: an OR would have no index */
        void add(Part part, String... whose) {
            if (part.person() == null) {
                add(part, part.where());
                return;
            }
            bindings.and("person", part.person());
            for (String way : whose) {
                var where = new ArrayList<>(part.where());
                where.add(way);
                add(part, where);
            }
        }

        private void add(Part part, List<String> met) {
            var where = new ArrayList<>(met);
            if (behind) {
                where.add("(" + part.at() + ", id) < (:after_at, :after_id)");
            }
            parts.add("(SELECT '" + part.kind() + "' AS kind, id, " + part.title() + " AS title, " + part.at()
                    + " AS at FROM " + part.table()
                    + (where.isEmpty() ? "" : " WHERE " + String.join(" AND ", where))
                    + " ORDER BY " + part.at() + " DESC, id DESC LIMIT :max)");
        }

        String text() {
            return String.join(" UNION ", parts) + " ORDER BY at DESC, id DESC LIMIT :max";
        }
    }
}
