package dev.countersign.orchestrator.desk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.approval.Queue;
import dev.countersign.orchestrator.approval.SavedViews;
import dev.countersign.orchestrator.testing.Backlog;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.Ids;
import dev.countersign.ui.inbox.InboxQuery;
import dev.countersign.ui.inbox.InboxQuery.Filter;
import dev.countersign.ui.inbox.InboxQuery.Order;
import dev.countersign.ui.inbox.InboxQuery.View;
import dev.countersign.ui.inbox.Viewer;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.eclipse.microprofile.config.ConfigProvider;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A list page with 100,000 waiting against one with 1,000, in two schemas of one server, slices in turn. Run by
 * {@code deploy/bench/run inbox}; on a busy machine it says nothing.
 */
@QuarkusTest
class InboxSpeed extends InHouse {
    private static final double AT_MOST = 1.5;
    private static final int PAIRS = 60;
    private static final int PAGES = 10;
    private static final int WARM = 300;

    /** How many ask the rare group on either side, so that its lists are as long. */
    private static final int RARE = 60;

    private static final List<Viewer> VIEWERS = List.of(
            new Viewer("backlog-new", "New", Set.of("approver"), Set.of(Backlog.COMMON)),
            new Viewer(Backlog.VOTER, "Voter", Set.of("approver"), Set.of(Backlog.COMMON)),
            new Viewer("backlog-seldom", "Seldom", Set.of("approver"), Set.of(Backlog.RARE)));

    /** Nobody of the measured people is away, and none of them is in the schemas that are measured. */
    private static final Readers OWN_GROUPS = new Readers(null) {
        @Override
        Queue.Reader of(Viewer viewer) {
            return new Queue.Reader(viewer.id(), viewer.groups(), viewer.groups());
        }
    };

    @Inject
    Ids ids;

    /** What one list page asks of the database: the rail, the order, the page, its count and its votes. */
    private record Side(Approvals approvals, Queue queue, SavedViews views) {

        List<Queue.Item> page(Viewer viewer, Filter filter, Queue.@Nullable After after) {
            new ViewsBoard(queue, views, OWN_GROUPS).rail(viewer);
            Order order = views.order(viewer.id());
            var query = new InboxQuery(View.MINE, order, filter, null, 50);
            Queue.Reader reader = OWN_GROUPS.of(viewer);
            List<Queue.Item> items = queue.page(reader, query, order, after, 51);
            queue.count(reader, query);
            approvals.votes(
                    items.stream().map(Queue.Item::approval).map(Approval::id).toList());
            return items;
        }

        Queue.@Nullable After behind(Viewer viewer, Filter filter) {
            List<Queue.Item> first = page(viewer, filter, null);
            if (first.isEmpty()) {
                return null;
            }
            Queue.Item last = first.getLast();
            return new Queue.After(
                    last.at(), last.approval().tier(), last.approval().id());
        }
    }

    private Side side(Vertx vertx, String schema, int count) {
        var config = ConfigProvider.getConfig();
        String user = config.getValue("quarkus.datasource.username", String.class);
        String password = config.getValue("quarkus.datasource.password", String.class);
        Flyway.configure()
                .dataSource(config.getValue("quarkus.datasource.jdbc.url", String.class), user, password)
                .schemas(schema)
                .createSchemas(true)
                .load()
                .migrate();
        Backlog.seed(schema, count, count / RARE);
        var connect = PgConnectOptions.fromUri(config.getValue("quarkus.datasource.reactive.url", String.class))
                .setUser(user)
                .setPassword(password)
                .setCachePreparedStatements(true)
                .addProperty("search_path", schema);
        var pool = PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(2))
                .connectingTo(connect)
                .using(vertx)
                .build();
        var database = new Database(io.vertx.mutiny.sqlclient.Pool.newInstance(pool));
        return new Side(new Approvals(database), new Queue(database), new SavedViews(database, ids));
    }

    @Test
    void costsAboutTheSameHoweverMuchWaits() throws IOException {
        Vertx vertx = Vertx.vertx();
        Side few = side(vertx, "inbox_few", 1_000);
        Side many = side(vertx, "inbox_many", 100_000);
        var lines = new ArrayList<String>();
        var csv = new StringBuilder("who,page,pair,few_us,many_us\n");
        double worst = 0;
        for (Viewer viewer : VIEWERS) {
            for (String page : List.of("first", "next", "filtered")) {
                Filter filter = page.equals("filtered") ? new Filter("backlog-1", null, null, null, null) : Filter.NONE;
                Queue.@Nullable After fewAfter = page.equals("next") ? few.behind(viewer, filter) : null;
                Queue.@Nullable After manyAfter = page.equals("next") ? many.behind(viewer, filter) : null;
                slice(few, viewer, filter, fewAfter, WARM);
                slice(many, viewer, filter, manyAfter, WARM);
                double[] ratios = new double[PAIRS];
                for (int pair = 0; pair < PAIRS; pair++) {
                    boolean fewFirst = pair % 2 == 0;
                    double one = slice(fewFirst ? few : many, viewer, filter, fewFirst ? fewAfter : manyAfter, PAGES);
                    double two = slice(fewFirst ? many : few, viewer, filter, fewFirst ? manyAfter : fewAfter, PAGES);
                    double less = fewFirst ? one : two;
                    double more = fewFirst ? two : one;
                    ratios[pair] = more / less;
                    csv.append(String.format(Locale.ROOT, "%s,%s,%d,%.0f,%.0f%n", viewer.id(), page, pair, less, more));
                }
                double[] interval = interval(ratios);
                worst = Math.max(worst, interval[2]);
                lines.add(String.format(
                        Locale.ROOT,
                        "%-14s %-8s 100,000 / 1,000: %.2f (90 %% interval %.2f to %.2f)",
                        viewer.id(),
                        page,
                        interval[1],
                        interval[0],
                        interval[2]));
            }
        }
        vertx.close();
        lines.forEach(System.out::println);
        String folder = System.getProperty("countersign.measure.out", "target");
        Files.createDirectories(Path.of(folder));
        Files.writeString(Path.of(folder, "inbox.csv"), csv);
        Files.write(Path.of(folder, "inbox.txt"), lines);
        assertThat(worst).as("%s", lines).isLessThanOrEqualTo(AT_MOST);
    }

    /** Microseconds a page. */
    private static double slice(Side side, Viewer viewer, Filter filter, Queue.@Nullable After after, int pages) {
        long start = System.nanoTime();
        for (int i = 0; i < pages; i++) {
            side.page(viewer, filter, after);
        }
        return (System.nanoTime() - start) / 1e3 / pages;
    }

    /** Low, median, high of the median, from a seeded bootstrap. */
    private static double[] interval(double[] ratios) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(4);
        double[] medians = new double[2_000];
        for (int i = 0; i < medians.length; i++) {
            double[] drawn = new double[ratios.length];
            Arrays.setAll(drawn, at -> ratios[random.nextInt(ratios.length)]);
            medians[i] = median(drawn);
        }
        Arrays.sort(medians);
        return new double[] {medians[100], median(ratios), medians[1_899]};
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[sorted.length / 2] + sorted[(sorted.length - 1) / 2]) / 2;
    }
}
