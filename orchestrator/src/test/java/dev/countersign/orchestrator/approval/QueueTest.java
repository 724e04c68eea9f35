package dev.countersign.orchestrator.approval;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.Backlog;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.ui.card.Tier;
import dev.countersign.ui.inbox.InboxPage;
import dev.countersign.ui.inbox.InboxQuery;
import dev.countersign.ui.inbox.InboxQuery.Filter;
import dev.countersign.ui.inbox.InboxQuery.Order;
import dev.countersign.ui.inbox.InboxQuery.View;
import dev.countersign.ui.inbox.InboxRow;
import dev.countersign.ui.inbox.Rail;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.inbox.ViewsDesk;
import dev.countersign.ui.review.ApprovalDesk;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lists over many rows (M22): every page right in every order, and nothing read that no page shows. */
@QuarkusTest
class QueueTest extends InHouse {
    private static final Viewer NEW = approver("backlog-new", Backlog.COMMON);
    private static final Viewer VOTER = approver(Backlog.VOTER, Backlog.COMMON);
    private static final Viewer RARE = approver("backlog-seldom", Backlog.RARE);
    private static final Filter ONE_AGENT = new Filter("backlog-1", null, null, null, null);
    /** Classes of the seeded rows that one list may merge, each with a page at most. */
    private static final int CLASSES = 24;

    @Inject
    ApprovalDesk desk;

    @Inject
    ViewsDesk views;

    private static Viewer approver(String id, String group) {
        return new Viewer(id, id, Set.of("approver"), Set.of(group));
    }

    @AfterEach
    void clear() {
        Backlog.clear("countersign");
    }

    private static InboxQuery query(View view, Order order, Filter filter, @Nullable String cursor) {
        return new InboxQuery(view, order, filter, cursor, 50);
    }

    private List<InboxRow> all(Viewer viewer, View view, Order order, Filter filter) {
        var rows = new ArrayList<InboxRow>();
        String cursor = null;
        do {
            InboxPage page = desk.list(viewer, query(view, order, filter, cursor));
            rows.addAll(page.rows());
            cursor = page.nextCursor();
        } while (cursor != null);
        return rows;
    }

    private static List<UUID> stored(String where, String order) {
        return Sql.column("SELECT id FROM approval WHERE workflow_id LIKE 'backlog-%' AND " + where + " ORDER BY "
                        + order)
                .stream()
                .map(UUID::fromString)
                .toList();
    }

    private static String sorted(Order order) {
        return switch (order) {
            case EXPIRY -> "expires_at, tier, id";
            case NEWEST -> "opened_at DESC, id DESC";
            case OLDEST -> "opened_at, id";
            case TIER -> "tier DESC, expires_at, id";
        };
    }

    @Test
    void turnsEveryPageOfEveryOrderAndFilterWithoutLossOrRepeat() {
        // Given
        Backlog.seed("countersign", 400);
        String common = "groups && '{backlog-common}'";

        for (Order order : Order.values()) {
            // When, then
            assertThat(all(NEW, View.MINE, order, Filter.NONE))
                    .extracting(InboxRow::id)
                    .isEqualTo(stored(common, sorted(order)));
            assertThat(all(NEW, View.TEAM, order, ONE_AGENT))
                    .extracting(InboxRow::id)
                    .isEqualTo(stored(common + " AND workflow_id = 'backlog-1'", sorted(order)));
            assertThat(all(NEW, View.UNASSIGNED, order, new Filter(null, "crm.tool_2", null, null, Tier.T3)))
                    .extracting(InboxRow::id)
                    .isEqualTo(stored(common + " AND tool = 'crm.tool_2' AND tier = 'T3'", sorted(order)));
            assertThat(all(NEW, View.MINE, order, new Filter(null, null, "account:b-7", null, null)))
                    .extracting(InboxRow::id)
                    .isEqualTo(stored(common + " AND ref_keys @> '{account:b-7}'", sorted(order)));
        }
        assertThat(all(NEW, View.MINE, Order.EXPIRY, new Filter(null, null, null, "backlog.rule_3", null)))
                .hasSize(
                        stored(common + " AND rule_id = 'backlog.rule_3'", "id").size());
    }

    @Test
    void beginsAtTheBeginningWithACursorOfAnotherOrderOrNone() {
        Backlog.seed("countersign", 120);
        InboxPage first = desk.list(NEW, query(View.MINE, Order.EXPIRY, Filter.NONE, null));
        String cursor = first.nextCursor();

        assertThat(desk.list(NEW, query(View.MINE, Order.EXPIRY, Filter.NONE, cursor))
                        .rows())
                .doesNotContainAnyElementsOf(first.rows());
        for (String strange : List.of(String.valueOf(cursor) + "x", "AAAA", "bWFuZ2xlZA")) {
            assertThat(desk.list(NEW, query(View.MINE, Order.EXPIRY, Filter.NONE, strange))
                            .rows())
                    .isEqualTo(first.rows());
        }
        assertThat(desk.list(NEW, query(View.MINE, Order.NEWEST, Filter.NONE, cursor))
                        .rows())
                .isEqualTo(desk.list(NEW, query(View.MINE, Order.NEWEST, Filter.NONE, null))
                        .rows());
    }

    @Test
    void remembersTheOrderThatAPersonChose() {
        Backlog.seed("countersign", 60);

        views.order(NEW, Order.NEWEST);

        assertThat(desk.list(NEW, new InboxQuery(View.MINE, null, 50)).order()).isEqualTo(Order.NEWEST);
        assertThat(desk.list(VOTER, new InboxQuery(View.MINE, null, 50)).order())
                .isEqualTo(Order.EXPIRY);
        views.order(NEW, Order.EXPIRY);
    }

    @Test
    void countsUpToAThousandAndLeavesOutWhatAPersonVotedOn() {
        Backlog.seed("countersign", 4_000);

        Rail rail = views.rail(NEW);

        assertThat(rail.counts())
                .containsEntry(View.MINE, 1_000)
                .containsEntry(View.TEAM, 1_000)
                .containsEntry(View.EXPIRING, 0)
                .containsEntry(View.SNOOZED, 0);
        assertThat(Rail.words(1_000)).isEqualTo("1,000+");
        assertThat(views.rail(VOTER).counts()).containsEntry(View.MINE, 6).containsEntry(View.TEAM, 1_000);
        assertThat(views.rail(RARE).counts()).containsEntry(View.MINE, 2);
        assertThat(desk.list(VOTER, query(View.MINE, Order.EXPIRY, Filter.NONE, null))
                        .rows())
                .hasSize(6);
    }

    /** By what the plans read, which does not depend on how busy the machine is. */
    @Test
    void readsNoMoreThanPagesHoweverMuchWaits() {
        Backlog.seed("countersign", 20_000);

        for (Viewer viewer : List.of(NEW, VOTER, RARE)) {
            for (Order order : Order.values()) {
                String cursor = desk.list(viewer, query(View.MINE, order, Filter.NONE, null))
                        .nextCursor();
                for (Filter filter : List.of(Filter.NONE, ONE_AGENT)) {
                    readsLittle(viewer, order, filter, false);
                    if (cursor != null) {
                        readsLittle(viewer, order, filter, true);
                    }
                }
            }
        }
    }

    @Test
    void countsReadNoMoreThanTheyCount() {
        Backlog.seed("countersign", 20_000);

        for (Viewer viewer : List.of(NEW, VOTER, RARE)) {
            for (View view : List.of(View.MINE, View.TEAM, View.UNASSIGNED, View.EXPIRING)) {
                JsonNode plan = plan(viewer, "SELECT " + QueueSql.count(view, Filter.NONE));

                String about = viewer.id() + " " + view + " " + plan.toPrettyString();
                assertThat(sequential(plan)).as(about).isFalse();
                assertThat(read(plan)).as(about).isLessThanOrEqualTo(Rail.COUNTED);
            }
        }
    }

    private static JsonNode plan(Viewer viewer, String sql) {
        String bound = sql.replaceAll("(?<!:):person\\b", "'" + viewer.id() + "'")
                .replaceAll(
                        "(?<!:):groups\\b", "'{" + viewer.groups().iterator().next() + "}'")
                .replaceAll("(?<!:):workflow\\b", "'backlog-1'")
                .replaceAll("(?<!:):max\\b", "51")
                .replaceAll("(?<!:):at\\b", "(SELECT now() + interval '5 hours')")
                .replaceAll("(?<!:):after_tier\\b", "'T2'")
                .replaceAll("(?<!:):after_id\\b", "'7fffffff-ffff-ffff-ffff-ffffffffffff'");
        return Rows.parse(String.join("\n", Sql.column("EXPLAIN (ANALYZE, FORMAT JSON) " + bound)))
                .get(0)
                .get("Plan");
    }

    private static void readsLittle(Viewer viewer, Order order, Filter filter, boolean goesOn) {
        JsonNode plan = plan(viewer, QueueSql.page(View.MINE, order, filter, goesOn));

        String about = viewer.id() + " " + order + " " + filter + " " + plan.toPrettyString();
        assertThat(sequential(plan)).as(about).isFalse();
        assertThat(read(plan)).as(about).isLessThanOrEqualTo((CLASSES + 1) * 51L + 51);
        assertThat(sorted(plan)).as(about).isLessThanOrEqualTo(CLASSES * 51L);
    }

    private static boolean sequential(JsonNode node) {
        boolean here = node.path("Node Type").asText().equals("Seq Scan")
                && node.path("Relation Name").asText().equals("approval");
        for (JsonNode part : node.path("Plans")) {
            here |= sequential(part);
        }
        return here;
    }

    /** Rows of approvals that were looked at, shown or not. */
    private static long read(JsonNode node) {
        long rows = node.path("Relation Name").asText().equals("approval")
                ? Math.round((node.path("Actual Rows").asDouble()
                                + node.path("Rows Removed by Filter").asDouble())
                        * node.path("Actual Loops").asDouble())
                : 0;
        for (JsonNode part : node.path("Plans")) {
            rows += read(part);
        }
        return rows;
    }

    /** The most rows that went into one sort. */
    private static long sorted(JsonNode node) {
        long most = 0;
        for (JsonNode part : node.path("Plans")) {
            most = Math.max(most, sorted(part));
            if (node.path("Node Type").asText().equals("Sort")) {
                most = Math.max(
                        most,
                        Math.round(part.path("Actual Rows").asDouble()
                                * part.path("Actual Loops").asDouble()));
            }
        }
        return most;
    }

    @Test
    void showsWhatBecameOfEachDecisionNewestFirst() {
        // Given
        JsonNode done = house.asked(house.stageMove(sandbox.opportunity()));
        JsonNode no = house.asked(house.stageMove(sandbox.opportunity()));
        house.approve("lee", done).ok();
        house.ended(done.path("run_id").asText());
        house.reject("lee", no, "{\"code\": \"WRONG_TIME\"}").ok();
        Viewer lee = new Viewer("lee", "Lee Carter", Set.of("approver"), Set.of("revops", "finance"));

        // When
        List<InboxRow> decided =
                desk.list(lee, new InboxQuery(View.DECIDED, null, 2)).rows();

        // Then
        assertThat(decided)
                .extracting(row -> row.id().toString())
                .containsExactly(no.path("id").asText(), done.path("id").asText());
        assertThat(decided).extracting(InboxRow::callState).containsExactly("refused", "succeeded");
        assertThat(desk.list(lee, new InboxQuery(View.DECIDED, null, 1)).nextCursor())
                .isNotNull();
    }
}
