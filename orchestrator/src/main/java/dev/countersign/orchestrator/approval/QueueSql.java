package dev.countersign.orchestrator.approval;

import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.ui.inbox.InboxQuery.Filter;
import dev.countersign.ui.inbox.InboxQuery.Order;
import dev.countersign.ui.inbox.InboxQuery.View;
import dev.countersign.ui.inbox.Rail;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The statements of {@link Queue}, put together from fixed parts: one text for each view, order and set of filters, so
 * that each has the plan that fits it. Values are always bound.
 */
final class QueueSql {
    private static final String WAITS = "a.state IN ('pending', 'stale')";
    private static final String NOT_PUT_OFF = " AND a.id <> ALL (ARRAY(SELECT s.approval_id FROM snooze s"
            + " WHERE s.person_id = :person::text AND s.until > clock_timestamp()))";
    private static final String UNCLAIMED = " AND (a.claimed_until IS NULL OR a.claimed_until <= clock_timestamp())";
    /** Asked once, so that the index ends there: what is asked for each row would be read to the end. */
    private static final String SOON = " AND a.expires_at < (SELECT clock_timestamp() + interval '1 hour')";

    private static final String ZERO = "'00000000-0000-0000-0000-000000000000'";
    private static final String LAST = "'ffffffff-ffff-ffff-ffff-ffffffffffff'";
    private static final String MISHAP = "coalesce(c.ended_at, c.dispatched_at, c.created_at)";

    static final Set<View> COUNTED =
            EnumSet.of(View.MINE, View.TEAM, View.UNASSIGNED, View.EXPIRING, View.SNOOZED, View.FAILED);
    static final NamedSql RAIL = NamedSql.of("SELECT "
            + COUNTED.stream()
                    .map(view -> count(view, Filter.NONE).replace(":groups::", decides(view) ? ":groups::" : ":reach::")
                            + " AS "
                            + column(view))
                    .collect(Collectors.joining(",\n")));

    private QueueSql() {}

    static String column(View view) {
        return view.name().toLowerCase(Locale.ROOT);
    }

    /** Whether a view holds what its reader may decide, and not all that is in reach. */
    static boolean decides(View view) {
        return view == View.MINE;
    }

    static String page(View view, Order order, Filter filter, boolean goesOn) {
        return switch (view) {
            case MINE, TEAM, UNASSIGNED, EXPIRING ->
                filter.ref() == null ? merged(view, order, filter, goesOn) : sorted(about(view, filter), order, goesOn);
            case SNOOZED -> listed(snoozed(filter), "s.until", false, goesOn);
            case FAILED -> listed(failed(filter), MISHAP, true, goesOn);
            case DECIDED -> listed(decided(filter), "v.at", true, goesOn);
        };
    }

    // ---- what waits -------------------------------------------------------------------------------------------------

    private static String moment(Order order) {
        return order == Order.NEWEST || order == Order.OLDEST ? "opened_at" : "expires_at";
    }

    private static String classes(View view, Filter filter) {
        String voter = view == View.TEAM ? "NULL" : ":person::text";
        String tier = filter.tier() == null ? "NULL" : ":tier::text";
        if (filter.workflow() == null && filter.tool() == null && filter.rule() == null) {
            return "waiting_audiences(:groups::text[], " + voter + ", " + tier + ") k";
        }
        return "waiting_kinds(:groups::text[], " + voter + ", " + tier + ", "
                + (filter.workflow() == null ? "NULL" : ":workflow::text") + ", "
                + (filter.tool() == null ? "NULL" : ":tool::text") + ", "
                + (filter.rule() == null ? "NULL" : ":rule::text") + ") k";
    }

    private static String ofClass(Filter filter) {
        boolean coarse = filter.workflow() == null && filter.tool() == null && filter.rule() == null;
        return WAITS + " AND a." + (coarse ? "audience" : "kind") + " = k.class";
    }

    private static String attended(View view) {
        return switch (view) {
            case MINE, TEAM -> NOT_PUT_OFF;
            case UNASSIGNED -> NOT_PUT_OFF + UNCLAIMED;
            case EXPIRING -> SOON;
            case SNOOZED, FAILED, DECIDED -> throw new IllegalArgumentException(view + " is no list of what waits");
        };
    }

    private static String merged(View view, Order order, Filter filter, boolean goesOn) {
        String at = moment(order);
        boolean down = order == Order.NEWEST;
        String direction = down ? " DESC" : "";
        String rank = order == Order.TIER ? "k.tier DESC, " : "";
        String tie = order == Order.EXPIRY ? "k.tier, " : "";
        return "WITH page AS MATERIALIZED (SELECT w.id, w." + at + " AS sorted_at, k.tier FROM "
                + classes(view, filter) + ", LATERAL (SELECT a.id, a." + at + " FROM approval a WHERE "
                + ofClass(filter) + attended(view) + (goesOn ? behind(order) : "")
                + " ORDER BY a." + at + direction + ", a.id" + direction + " LIMIT :max) w"
                + " ORDER BY " + rank + "sorted_at" + direction + ", " + tie + "w.id" + direction + " LIMIT :max) "
                + whole(rank.replace("k.", "page.") + "page.sorted_at" + direction + ", " + tie.replace("k.", "page.")
                        + "page.id" + direction);
    }

    private static String whole(String order) {
        return "SELECT approval.*, page.sorted_at FROM page JOIN approval USING (id) ORDER BY " + order;
    }

    /** Behind the last row of the page before, said so that the class's own index can begin there. */
    private static String behind(Order order) {
        return switch (order) {
            case NEWEST -> " AND (a.opened_at, a.id) < (:at::timestamptz, :after_id::uuid)";
            case OLDEST -> " AND (a.opened_at, a.id) > (:at::timestamptz, :after_id::uuid)";
            case EXPIRY ->
                " AND (a.expires_at, a.id) > (:at::timestamptz, CASE WHEN k.tier > :after_tier::text THEN " + ZERO
                        + "::uuid WHEN k.tier < :after_tier THEN " + LAST + "::uuid ELSE :after_id::uuid END)";
            case TIER ->
                " AND k.tier <= :after_tier::text AND (a.expires_at, a.id) > (CASE WHEN k.tier = :after_tier"
                        + " THEN :at::timestamptz ELSE '-infinity' END,"
                        + " CASE WHEN k.tier = :after_tier THEN :after_id::uuid ELSE " + ZERO + "::uuid END)";
        };
    }

    // ---- about one record -------------------------------------------------------------------------------------------

    /** Few items are about one record: they are found by it and sorted. */
    private static String about(View view, Filter filter) {
        return "FROM approval a WHERE " + WAITS + " AND a.ref_keys @> ARRAY[:ref::text]"
                + " AND (:groups::text[] IS NULL OR a.groups && :groups::text[])"
                + (view == View.TEAM ? "" : " AND :person::text <> ALL (a.voters)")
                + columns(filter) + attended(view);
    }

    private static String sorted(String from, Order order, boolean goesOn) {
        String at = "a." + moment(order);
        String direction = order == Order.NEWEST ? " DESC" : "";
        String rank = order == Order.TIER ? "a.tier DESC, " : "";
        String tie = order == Order.EXPIRY ? "a.tier, " : "";
        return "WITH found AS MATERIALIZED (SELECT a.id " + from + ") SELECT a.*, " + at
                + " AS sorted_at FROM found JOIN approval a USING (id) WHERE true"
                + (goesOn ? behind(order).replace("k.tier", "a.tier") : "") + " ORDER BY " + rank + at + direction
                + ", " + tie + "a.id" + direction + " LIMIT :max";
    }

    // ---- what is put off, went wrong, or is decided -----------------------------------------------------------------

    private static String listed(String from, String moment, boolean down, boolean goesOn) {
        String direction = down ? " DESC" : "";
        String behind = goesOn
                ? " AND (" + moment + ", a.id) " + (down ? "<" : ">") + " (:at::timestamptz, :after_id::uuid)"
                : "";
        return "WITH page AS MATERIALIZED (SELECT a.id, " + moment + " AS sorted_at " + from + behind + " ORDER BY "
                + moment + direction + ", a.id" + direction + " LIMIT :max) "
                + whole("page.sorted_at" + direction + ", page.id" + direction);
    }

    private static String snoozed(Filter filter) {
        return "FROM snooze s JOIN approval a ON a.id = s.approval_id WHERE s.person_id = :person::text"
                + " AND s.until > clock_timestamp() AND " + WAITS + columns(filter) + ref(filter);
    }

    /** Without what is asked for again: that waits, happened, or stands here itself. */
    private static String failed(Filter filter) {
        return "FROM tool_call c JOIN approval a ON a.id = c.approval_id WHERE c.approval_id IS NOT NULL"
                + " AND c.state IN ('failed', 'refused', 'outcome_unknown') AND coalesce(c.refusal_code, '')"
                + " NOT IN ('APPROVAL_REJECTED', 'APPROVAL_EXPIRED', 'APPROVAL_WITHDRAWN') AND " + MISHAP
                + " > clock_timestamp() - interval '30 days' AND a.state = 'granted' AND :person::text IS NOT NULL"
                + " AND NOT EXISTS (SELECT 1 FROM tool_call again WHERE again.retries = c.id AND again.state <> 'refused')"
                + " AND (:groups::text[] IS NULL OR a.groups && :groups::text[])" + columns(filter) + ref(filter);
    }

    private static String decided(Filter filter) {
        return "FROM vote v JOIN approval a ON a.id = v.approval_id WHERE v.person_id = :person::text"
                + " AND NOT EXISTS (SELECT 1 FROM vote l WHERE l.approval_id = v.approval_id"
                + " AND l.person_id = v.person_id AND l.round > v.round)" + columns(filter) + ref(filter);
    }

    private static String columns(Filter filter) {
        return Stream.of(
                        filter.workflow() == null ? "" : " AND a.workflow_id = :workflow::text",
                        filter.tool() == null ? "" : " AND a.tool = :tool::text",
                        filter.rule() == null ? "" : " AND a.rule_id = :rule::text",
                        filter.tier() == null ? "" : " AND a.tier = :tier::text")
                .collect(Collectors.joining());
    }

    private static String ref(Filter filter) {
        return filter.ref() == null ? "" : " AND a.ref_keys @> ARRAY[:ref::text]";
    }

    // ---- counts -----------------------------------------------------------------------------------------------------

    /** A scalar; nothing is read beyond the cap. */
    static String count(View view, Filter filter) {
        String from =
                switch (view) {
                    case MINE, TEAM, UNASSIGNED, EXPIRING ->
                        filter.ref() == null
                                ? "FROM " + classes(view, filter) + ", LATERAL (SELECT 1 FROM approval a WHERE "
                                        + ofClass(filter) + attended(view) + " ORDER BY a.expires_at, a.id LIMIT "
                                        + Rail.COUNTED + ") w"
                                        + " WHERE :person::text IS NOT NULL"
                                : about(view, filter);
                    case SNOOZED -> snoozed(filter);
                    case FAILED -> failed(filter);
                    case DECIDED -> decided(filter);
                };
        return "(SELECT count(*) FROM (SELECT 1 " + from + " LIMIT " + Rail.COUNTED + ") capped)";
    }

    static String holds(View view, Filter filter) {
        if (view == View.SNOOZED) {
            return "SELECT 1 " + snoozed(filter) + " AND a.id = :id::uuid";
        }
        return "SELECT 1 FROM approval a WHERE a.id = :id::uuid AND " + WAITS
                + " AND (:groups::text[] IS NULL OR a.groups && :groups::text[])"
                + (view == View.TEAM ? "" : " AND :person::text <> ALL (a.voters)")
                + columns(filter) + ref(filter) + attended(view)
                + " AND :person::text IS NOT NULL";
    }
}
