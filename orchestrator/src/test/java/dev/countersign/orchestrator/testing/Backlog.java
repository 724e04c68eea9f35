package dev.countersign.orchestrator.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Many approvals that wait, seeded as rows: of four workflows, eight rules with their tools and tiers, a thousand accounts.
 * One in 2,000 asks a rare group; a voter has said yes to all but every 500th of the rest.
 */
public final class Backlog {
    public static final String COMMON = "backlog-common";
    public static final String RARE = "backlog-rare";
    public static final String VOTER = "backlog-voter";

    private static final String CARD = """
            {"consequence": "Change owner of Account %s from Dana Reyes to Lee Carter in Salesforce",
             "action": "Change owner", "reversible": "auto", "blast_radius": "1 record",
             "changes": [{"field": "owner", "before": "Dana Reyes", "after": "Lee Carter", "masked": false}],
             "record_version": 7,
             "why": {"rule_id": "crm.owner", "title": "Owner change", "because": "Every owner change is confirmed."},
             "account": [], "lost": [], "agent_words": "Lee covers this region since Monday."}""";
    private static final List<String> SEED = List.of("""
            INSERT INTO run (id, workflow_id, workflow_version, workflow_digest, state, owner, started_by, scopes, input,
              policy_revision, traceparent, open_calls, deadline_at)
            VALUES (gen_random_uuid(), 'backlog', 1, 'sha256:0', 'parked', 'dana', 'dana', '{}', '{}', '1',
              '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', :n, now() + interval '30 days')""", """
            INSERT INTO tool_call (id, run_id, step, ordinal, connector_id, tool, state, approval_id)
            SELECT gen_random_uuid(), r.id, n, 0, 'crm', 'update_owner', 'awaiting_approval', gen_random_uuid()
            FROM run r, generate_series(1, :n) n WHERE r.workflow_id = 'backlog'""", """
            INSERT INTO approval (id, call_id, run_id, workflow_id, owner, state, digest, bound, card, tool, rule_id,
              ref_keys, tier, groups, quorum, separate, hold_ms, granted, voters, opened_at, expires_at)
            SELECT c.approval_id, c.id, c.run_id, 'backlog-' || c.step / 8 % 4, 'dana', 'pending',
              'sha256:' || c.step, '{}', replace(:card, '%s', (c.step % 1000)::text), 'crm.tool_' || c.step % 8 % 6,
              'backlog.rule_' || c.step % 8, ARRAY['account:b-' || c.step % 1000], 'T' || 1 + c.step % 8 % 3,
              CASE WHEN c.step % :rare = 0 THEN ARRAY['backlog-rare'] ELSE ARRAY['backlog-common'] END, 2, true, 0,
              CASE WHEN c.step % 500 = 0 THEN 0 ELSE 1 END,
              CASE WHEN c.step % 500 = 0 THEN '{}' ELSE ARRAY['backlog-voter'] END,
              date_trunc('second', now()) - c.step * 37 % 90000 * interval '1 second',
              date_trunc('second', now()) + interval '2 hours' + c.step * 7919 % 50000 * interval '1 second'
            FROM tool_call c JOIN run r ON r.id = c.run_id WHERE r.workflow_id = 'backlog'""", """
            INSERT INTO vote (approval_id, round, person_id, verdict, digest)
            SELECT id, 1, 'backlog-voter', 'approve', digest FROM approval
            WHERE workflow_id LIKE 'backlog-%' AND granted = 1""", "VACUUM ANALYZE");
    private static final List<String> CLEAR = List.of(
            "DELETE FROM snooze WHERE approval_id IN (SELECT id FROM approval WHERE workflow_id LIKE 'backlog-%')",
            "DELETE FROM vote WHERE approval_id IN (SELECT id FROM approval WHERE workflow_id LIKE 'backlog-%')",
            "DELETE FROM approval WHERE workflow_id LIKE 'backlog-%'",
            "DELETE FROM tool_call WHERE run_id IN (SELECT id FROM run WHERE workflow_id = 'backlog')",
            "DELETE FROM run WHERE workflow_id = 'backlog'",
            "ANALYZE");

    private Backlog() {}

    /** So many more wait, as the server keeps them after a while. */
    public static void seed(String schema, int count) {
        seed(schema, count, 2_000);
    }

    /** The same where one in {@code rare} asks the rare group. */
    public static void seed(String schema, int count, int rare) {
        run(schema, SEED, count, rare);
    }

    /** None of them waits any more, and nothing is left of them. */
    public static void clear(String schema) {
        run(schema, CLEAR, 0, 1);
    }

    private static void run(String schema, List<String> statements, int count, int rare) {
        var config = ConfigProvider.getConfig();
        try (Connection connection = DriverManager.getConnection(
                        config.getValue("quarkus.datasource.jdbc.url", String.class),
                        config.getValue("quarkus.datasource.username", String.class),
                        config.getValue("quarkus.datasource.password", String.class));
                Statement statement = connection.createStatement()) {
            connection.setSchema(schema);
            for (String sql : statements) {
                statement.execute(sql.replace(":card", "'" + CARD + "'")
                        .replace(":n", Integer.toString(count))
                        .replace(":rare", Integer.toString(rare)));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
