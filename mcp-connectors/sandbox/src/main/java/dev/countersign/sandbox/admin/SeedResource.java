package dev.countersign.sandbox.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.sandbox.database.Sql;
import dev.countersign.sandbox.database.Transactions;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes records that nobody has touched yet, so that each start of a demo or a test stands on fresh ground. */
@Path("/admin/seed")
@SandboxOnly
@Blocking
public class SeedResource {

    private static final int MOST = 1_000;

    /**
     * The body. Each opportunity has an account of its own; the stage has not moved for {@code stale_days}, and a
     * person was last active {@code last_activity_days} ago, never when that is absent.
     */
    public record Opportunities(
            @Nullable Integer count,
            @Nullable String stage,
            @Nullable BigDecimal amount,
            @Nullable Integer last_activity_days,
            @Nullable Integer stale_days) {}

    /** The ids, in the same order. */
    public record Seeded(List<String> opportunity_ids, List<String> account_ids) {}

    private final Transactions transactions;

    SeedResource(Transactions transactions) {
        this.transactions = transactions;
    }

    @POST
    @Path("/opportunities")
    public Seeded opportunities(Opportunities wanted) {
        int count = wanted.count() == null ? 1 : wanted.count();
        if (count < 1 || count > MOST) {
            throw Unprocessable.because("count must be 1 to " + MOST);
        }
        return transactions.in(sql -> {
            try {
                return seeded(wanted, count, sql);
            } catch (SQLException e) {
                throw Unprocessable.unlessOurs(e);
            }
        });
    }

    private static Seeded seeded(Opportunities wanted, int count, Sql sql) throws SQLException {
        var opportunities = new ArrayList<String>();
        var accounts = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            var opportunity = opportunity(wanted, sql);
            opportunities.add(opportunity.required("opportunity_id").textValue());
            accounts.add(opportunity.required("account_id").textValue());
        }
        return new Seeded(opportunities, accounts);
    }

    private static ObjectNode opportunity(Opportunities wanted, Sql sql) throws SQLException {
        var account = sql.row("""
                insert into account (account_id, name, domain, owner, stage)
                select 'acc-' || n, 'Sample ' || n, 'sample-' || n || '.example', 'dana', 'prospect'
                from nextval('account_number') as n returning account_id, name""");
        var accountId = account.required("account_id").textValue();
        var opportunity = sql.row(
                """
                insert into opportunity (account_id, name, stage, amount, stage_changed_at)
                values (?, ?, ?, ?, clock_timestamp() - make_interval(days => ?)) returning opportunity_id, account_id""",
                accountId,
                account.required("name").textValue() + " rollout",
                wanted.stage() == null ? "qualified" : wanted.stage(),
                wanted.amount() == null ? BigDecimal.valueOf(20_000) : wanted.amount(),
                wanted.stale_days() == null ? 30 : wanted.stale_days());
        if (wanted.last_activity_days() != null) {
            sql.change(
                    "insert into activity (account_id, opportunity_id, actor, kind, note, at)"
                            + " values (?, ?, 'person', 'call', '', clock_timestamp() - make_interval(days => ?))",
                    accountId,
                    opportunity.required("opportunity_id").textValue(),
                    wanted.last_activity_days());
        }
        return opportunity;
    }
}
