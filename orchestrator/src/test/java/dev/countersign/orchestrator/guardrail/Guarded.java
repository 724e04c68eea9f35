package dev.countersign.orchestrator.guardrail;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.FixtureServer;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Personas;
import dev.countersign.orchestrator.testing.Sql;
import dev.countersign.orchestrator.testing.TestClock;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.policy.bundle.DefaultBundle;
import dev.countersign.policy.bundle.PolicyData;
import dev.countersign.policy.document.Documents;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test under the shipped policy: fresh counters before it, no effect of a refused call after it. */
abstract class Guarded extends InHouse {
    private static final JsonNode SHIPPED = DefaultBundle.load().data();

    protected final FixtureServer fixtures = FixtureServer.running();

    @Inject
    protected TestClock clock;

    @BeforeEach
    void guard() {
        fixtures.connect(house);
        // What other tests used up is not what these are about.
        Sql.update("DELETE FROM reservation");
        Sql.update("DELETE FROM counter");
        Sql.update("DELETE FROM dedupe");
    }

    @Override
    protected void activate() {
        shipped();
    }

    @AfterEach
    void leave() {
        clock.goOn();
        fixtures.healthy();
        Sql.column("SELECT id FROM run WHERE state = 'parked'")
                .forEach(run ->
                        house.post("omar", "/api/runs/" + run + "/cancel", "{\"reason\": \"the test is over\"}"));
        var arrived = new HashMap<String, Integer>();
        fixtures.ledger().forEach(arrival -> arrived.merge(arrival.callId(), 1, Integer::sum));
        arrived.forEach((call, times) -> {
            assertThat(times).as("arrivals of call %s", call).isEqualTo(1);
            assertThat(Sql.column("SELECT state FROM tool_call WHERE id = ?", call))
                    .as("a call that arrived is no refusal: %s", call)
                    .isNotEmpty()
                    .doesNotContain("refused");
        });
    }

    /** What a company has that changed nothing. */
    protected void shipped() {
        house.policy(Rows.text(SHIPPED));
    }

    /** What a company has that applied a document of its own: YAML, merged as {@code apply} does it. */
    protected void shippedWith(String yaml) {
        JsonNode patch = Documents.read(yaml, 1 << 20).getFirst();
        house.policy(Rows.text(PolicyData.merge(SHIPPED, patch)));
    }

    // ---- one call -------------------------------------------------------------------------------------------------

    /** The call of a run that makes one, after the run ended; arguments as a YAML flow mapping. */
    protected JsonNode call(String tool, String arguments) {
        return ended(house.start(house.oneCall(tool, arguments)));
    }

    protected JsonNode ended(String run) {
        house.ended(run);
        return house.onlyCall(run);
    }

    /** The call of a workflow that is declared otherwise, such as {@code stage: limited_writes}. */
    protected JsonNode callOf(String declared, String tool, String arguments) {
        return ended(house.start(oneCallOf(declared, tool, arguments)));
    }

    protected String oneCallOf(String declared, String tool, String arguments) {
        return house.workflow("""
                %1$s
                tools: [{name: %2$s}]
                model: {kind: scripted, turns: [{calls: [{id: c1, tool: %2$s, arguments: %3$s}]}, {say: done}]}
                """.formatted(declared, tool, arguments));
    }

    /** Starts a run for somebody: {@code who} is the JSON of on_behalf_of. */
    protected String startFor(String who, String workflow) {
        return house.post(
                        Personas.VOICE_AGENT,
                        "/api/runs",
                        "{\"workflow\": \"" + workflow + "\", \"on_behalf_of\": " + who + "}")
                .ok()
                .path("id")
                .asText();
    }

    protected JsonNode callFor(String who, String tool, String arguments) {
        return ended(startFor(who, house.oneCall(tool, arguments)));
    }

    /** Several messages of one call each in one run; each is {@code tool arguments}. */
    protected List<JsonNode> calls(String declared, String... steps) {
        var tools = new StringBuilder();
        var turns = new StringBuilder();
        for (int i = 0; i < steps.length; i++) {
            String tool = steps[i].substring(0, steps[i].indexOf(' '));
            if (!tools.toString().contains("name: " + tool + "}")) {
                tools.append(tools.isEmpty() ? "" : ", ")
                        .append("{name: ")
                        .append(tool)
                        .append("}");
            }
            turns.append("  - {calls: [{id: c")
                    .append(i)
                    .append(", tool: ")
                    .append(tool)
                    .append(", arguments: ")
                    .append(steps[i].substring(tool.length() + 1))
                    .append("}]}\n");
        }
        String workflow = house.workflow(declared + "\ntools: [" + tools + "]\nmodel:\n  kind: scripted\n  turns:\n"
                + turns + "  - say: done\n");
        String run = house.start(workflow);
        house.ended(run);
        return house.calls(run);
    }

    // ---- what became of it ----------------------------------------------------------------------------------------

    /** How often the system that the call was for got it. */
    protected int arrivals(JsonNode call) {
        return sandbox.arrivals(call).size() + fixtures.arrivals(call).size();
    }

    protected void assertSent(JsonNode call) {
        assertThat(call.path("state").asText()).as(call.toString()).isEqualTo("succeeded");
        assertThat(arrivals(call)).isEqualTo(1);
    }

    protected void assertDenied(JsonNode call, String rule) {
        assertRefused(call, rule, "POLICY_DENIED");
    }

    protected void assertRefused(JsonNode call, String rule, String code) {
        assertThat(call.path("state").asText()).as(call.toString()).isEqualTo("refused");
        assertThat(call.path("decision").path("rule_id").asText())
                .as(call.path("decision").toString())
                .isEqualTo(rule);
        assertThat(call.path("refusal").path("code").asText()).isEqualTo(code);
        assertThat(call.path("refusal").path("detail").asText())
                .as("words for the model, filled in")
                .isNotBlank()
                .doesNotContain("${");
        assertThat(arrivals(call)).isZero();
    }

    /** The approval that a run sleeps on, asked for by a rule; nothing was sent so far. */
    protected JsonNode assertAsked(String run, String rule, String tier, String... groups) {
        JsonNode approval = house.asked(run);
        assertThat(approval.path("card").path("why").path("rule_id").asText()).isEqualTo(rule);
        assertThat(approval.path("tier").asText()).isEqualTo(tier);
        assertThat(approval.path("groups")).extracting(JsonNode::asText).containsExactlyInAnyOrder(groups);
        assertThat(arrivals(house.onlyCall(run))).isZero();
        return approval;
    }

    /** The call of a run that was waiting, after a yes. */
    protected JsonNode approved(String run, String persona, JsonNode approval) {
        house.approve(persona, approval).ok();
        return ended(run);
    }
}
