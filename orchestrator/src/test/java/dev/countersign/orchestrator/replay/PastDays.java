package dev.countersign.orchestrator.replay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.testing.Sql;
import dev.countersign.orchestrator.transition.Rows;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Past calls by the thousand, written straight into the tables: amounts around thresholds, decisions of an older
 * policy, and what people said. {@link #NEWER} is the policy that is tried on them.
 */
final class PastDays {
    /** The policy that is tried; {@link Call#newer} says by hand what it answers. */
    static final String NEWER = """
            {"tools": {"bulk.move": {"mode": "permit"}, "bulk.note": {"mode": "permit"}},
             "guards": [
              {"id": "cap", "tools": ["bulk.move"], "when": [{"value": "argument:/amount", "op": "gt", "to": 900}],
               "mode": "deny", "title": "Cap", "because": "More than 900"},
              {"id": "large", "tools": ["bulk.move"], "when": [{"value": "argument:/amount", "op": "gt", "to": 500}],
               "mode": "require_approval", "tier": "T2", "groups": ["finance"], "title": "Large", "because": "More than 500"},
              {"id": "some", "tools": ["bulk.move"], "when": [{"value": "argument:/amount", "op": "gt", "to": 200}],
               "mode": "require_approval", "tier": "T1", "groups": ["revops"], "title": "Some", "because": "More than 200"},
              {"id": "north", "tools": ["bulk.move", "bulk.note"], "when": [{"value": "record:/region", "op": "eq", "to": "north"}],
               "mode": "require_approval", "tier": "T3", "groups": ["revops"], "quorum": 2, "title": "North", "because": "The north asks two"}]}""";

    private static final double[] AMOUNTS = {0, 199.99, 200, 200.01, 499, 500, 501, 899, 900, 900.01, 901, 5000};
    private static final int CHUNK = 1_000;

    private final Random random;
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final UUID run = UUID.randomUUID();

    PastDays(long seed) {
        this.random = new Random(seed);
    }

    /** Calls that others left are moved out of every window, so that only these are looked at. */
    static void setOthersAside() {
        Sql.update("UPDATE tool_call SET created_at = created_at - interval '200 days'"
                + " WHERE created_at > clock_timestamp() - interval '100 days'");
    }

    UUID run() {
        return run;
    }

    /**
     * A call of the past.
     *
     * @param was the answer of then, null when policy was never asked
     * @param verdict the state of its approval, null without one
     */
    record Call(
            UUID id,
            String tool,
            double amount,
            boolean north,
            Instant at,
            @Nullable String was,
            @Nullable String wasTier,
            @Nullable String verdict,
            boolean overBudget,
            boolean masked) {

        /** What {@link #NEWER} answers: {@code permit}, {@code deny}, or the tier that is asked. */
        String newer() {
            if (tool.equals("bulk.gone")) {
                return "deny";
            }
            if (tool.equals("bulk.note")) {
                return north ? "T3" : "permit";
            }
            if (amount > 900) {
                return "deny";
            }
            if (north) {
                return "T3";
            }
            return amount > 500 ? "T2" : amount > 200 ? "T1" : "permit";
        }

        String newerOutcome() {
            return newer().startsWith("T") ? "require_approval" : newer();
        }
    }

    List<Call> make(int count) {
        var calls = new ArrayList<Call>();
        for (int i = 0; i < count; i++) {
            calls.add(one());
        }
        return calls;
    }

    private Call one() {
        String tool = List.of("bulk.move", "bulk.move", "bulk.move", "bulk.note", "bulk.gone")
                .get(random.nextInt(5));
        double amount = AMOUNTS[random.nextInt(AMOUNTS.length)];
        boolean north = random.nextInt(6) == 0;
        // One in twenty is older than a week.
        Instant at = now.minusSeconds(random.nextInt(20) == 0 ? 700_000 : 60 + random.nextInt(600_000))
                .minusMillis(random.nextInt(3));
        if (random.nextInt(30) == 0) {
            return new Call(UUID.randomUUID(), tool, amount, north, at, null, null, null, false, false);
        }
        String was = random.nextInt(100) == 0
                ? "indeterminate"
                : tool.equals("bulk.gone") && random.nextBoolean()
                        ? "deny"
                        : amount > 899 ? "deny" : amount > 300 ? "require_approval" : "permit";
        boolean overBudget = !was.equals("deny") && !was.equals("indeterminate") && random.nextInt(25) == 0;
        boolean asked = was.equals("require_approval") && !overBudget;
        return new Call(
                UUID.randomUUID(),
                tool,
                amount,
                north,
                at,
                was,
                asked ? (amount > 700 ? "T2" : "T1") : null,
                asked ? List.of("granted", "granted", "rejected", "expired").get(random.nextInt(4)) : null,
                overBudget,
                random.nextInt(80) == 0);
    }

    ObjectNode input(Call call) {
        ObjectNode input = (ObjectNode) Rows.parse("""
                {"phase": "propose", "now": "2026-11-14T09:00:00.000Z",
                 "subject": {"kind": "agent", "id": "demo-agent", "roles": [], "scopes": ["bulk.write", "bulk.read"]},
                 "on_behalf_of": null,
                 "action": {"tool": "", "effect": "KEYED", "scopes": ["bulk.write"], "data_class": "internal",
                   "undo": "auto", "price": null, "arguments": {}},
                 "resource": {"connector": "bulk", "domain": "bulk", "environment": "sandbox",
                   "refs": {"account": ["acc-1"], "domain": ["customer.example"]}},
                 "run": {"id": "01a1f82d-49c0-79be-85c5-f41a887e398f", "owner": "dana",
                   "workflow": {"id": "bulk", "version": 1, "stage": "approvals", "dry_run": false, "data_class": "internal"},
                   "step": 1, "writes": 0, "tainted": false},
                 "record": {"name": "Acme Industries", "owner": "kim", "stage": "qualified"},
                 "facts": {"before_image": true, "last_activity_at": "2026-11-12T09:00:00Z"}, "counters": {}}""");
        ObjectNode action = (ObjectNode) input.get("action");
        action.put("tool", call.tool());
        ((ObjectNode) action.get("arguments")).put("amount", call.amount()).put("note", "a line of text ".repeat(12));
        ((ObjectNode) input.get("record")).put("region", call.north() ? "north" : "south");
        if (call.masked()) {
            input.putArray("masked").add("/record/email");
        }
        return input;
    }

    void store(List<Call> calls) {
        Sql.update(
                "INSERT INTO run (id, workflow_id, workflow_version, workflow_digest, state, owner, started_by, scopes, input,"
                        + " policy_revision, traceparent, deadline_at, ended_at)"
                        + " VALUES (?, 'bulk', 1, 'sha256:0', 'completed', 'dana', 'dana', '{}', '{}', '1', 'none',"
                        + " clock_timestamp(), clock_timestamp())",
                run);
        for (int from = 0; from < calls.size(); from += CHUNK) {
            ArrayNode rows = JsonNodeFactory.instance.arrayNode();
            for (int i = from; i < Math.min(from + CHUNK, calls.size()); i++) {
                rows.add(row(calls.get(i), i));
            }
            store(Rows.text(rows));
        }
        Sql.update("ANALYZE tool_call");
    }

    private ObjectNode row(Call call, int place) {
        boolean sent = !call.overBudget()
                && ("permit".equals(call.was())
                        || (call.verdict() != null && call.verdict().equals("granted")));
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", call.id().toString())
                .put("step", place + 1)
                .put("tool", call.tool())
                .put("state", sent ? "succeeded" : "refused")
                .put("outcome", call.was() == null ? "deny" : call.was())
                .put("rule_id", "tool:" + call.tool())
                .put("policy_input", call.was() == null ? null : Rows.text(input(call)))
                .put("refusal_code", sent ? null : call.overBudget() ? "BUDGET_EXHAUSTED" : "POLICY_DENIED")
                .put("created_at", call.at().toString())
                .put(
                        "approval",
                        call.verdict() == null ? null : UUID.randomUUID().toString())
                .put("tier", call.wasTier())
                .put("verdict", call.verdict());
    }

    private void store(String rows) {
        String columns = " FROM json_to_recordset(?::json) AS x(id uuid, step int, tool text, state text, outcome text,"
                + " rule_id text, policy_input text, refusal_code text, created_at timestamptz, approval uuid, tier text,"
                + " verdict text)";
        Sql.update(
                "INSERT INTO tool_call (id, run_id, step, ordinal, tool, state, outcome, rule_id, policy_input, refusal_code,"
                        + " created_at, approval_id, answer, ended_at, policy_revision)"
                        + " SELECT id, ?, step, 0, tool, state, outcome, rule_id, policy_input, refusal_code, created_at,"
                        + " approval, '{}', created_at, '1'" + columns,
                run,
                rows);
        Sql.update(
                "INSERT INTO approval (id, call_id, run_id, workflow_id, owner, state, digest, bound, card, tool, tier, groups, quorum,"
                        + " separate, hold_ms, granted, expires_at, decided_at)"
                        + " SELECT approval, id, ?, 'bulk', 'dana', verdict, 'sha256:0', '{}', '{}', 'crm.bulk', tier, '{revops}', 1, true, 0,"
                        + " CASE verdict WHEN 'granted' THEN 1 ELSE 0 END, created_at, created_at" + columns
                        + " WHERE approval IS NOT NULL",
                run,
                rows);
    }

    void forget() {
        Sql.update("DELETE FROM approval WHERE run_id = ?", run);
        Sql.update("DELETE FROM tool_call WHERE run_id = ?", run);
        Sql.update("DELETE FROM run WHERE id = ?", run);
    }
}
