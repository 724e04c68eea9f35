package dev.countersign.orchestrator.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.mcp.canonical.Digest;
import dev.countersign.orchestrator.policy.ActivePolicy;
import dev.countersign.orchestrator.policy.BrokenPoint;
import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import dev.countersign.orchestrator.transition.Rows;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What policy hides is stored and shown nowhere but in the erasable before-image (M2, ADR 0016). */
@QuarkusTest
class MasksTest extends InHouse {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** A write that reads the address as a field under another name, as a fact and as a ref. */
    private static final String CONNECTOR = """
            kind: Connector
            id: veiled
            version: 1
            domain: crm
            environment: sandbox
            transport: {http: {url: "${env.COUNTERSIGN_SANDBOX_URL}/crm/mcp"}}
            credential: {ref: "env:COUNTERSIGN_SECRET_CRM", as: "header:X-Api-Key"}
            tools:
              get_lead: {effect: READ, scopes: [crm.read], refs: {lead: /lead_id}}
              update_lead_status: {effect: KEYED, scopes: [crm.lead.update], refs: {lead: /lead_id, mail: "record:/contact", domain: "domain:record:/contact"},
                context: {tool: get_lead, arguments: {lead_id: "${arguments.lead_id}"},
                  fields: [{name: contact, at: /email}, company, status, owner], version: /version, if_version: /if_version},
                facts: {address: {tool: get_lead, arguments: {lead_id: "${arguments.lead_id}"}, at: /email}},
                consequence: "Tell ${before.contact} (${facts.address}) of ${before.company} that it is ${arguments.status}", action: Change lead status,
                undo: {tool: update_lead_status, arguments: {lead_id: "${arguments.lead_id}", status: "${before.status}"}}}
              delete_lead: {effect: IDEMPOTENT, scopes: [crm.lead.delete], refs: {lead: /lead_id},
                context: {tool: get_lead, arguments: {lead_id: "${arguments.lead_id}"}, fields: [email, company, status]},
                consequence: "Delete lead ${before.email}", action: Delete lead, undo: none}
            """;

    @Inject
    ActivePolicy policy;

    private String lead = "";
    private String secret = "";

    @BeforeEach
    void someoneWhoseAddressNobodyMaySee() {
        house.registerYaml("connectors", CONNECTOR);
        int number = NUMBER.incrementAndGet();
        lead = "lead-" + (2 + number);
        secret = "zanzibar" + number + "@halden.example";
        sandbox.change("lead", lead, "{\"email\": \"" + secret + "\", \"status\": \"new\", \"company\": \"Halden\"}");
    }

    @AfterEach
    void noMasksForOthers() {
        house.policyWith("{\"lists\": {\"unused\": [\"" + NUMBER.get() + "\"]}}");
    }

    private void hiding(String mode) {
        house.policyWith("""
                {"tools": {
                  "veiled.get_lead": {"mode": "permit"},
                  "veiled.delete_lead": {"mode": "require_approval", "tier": "T2", "groups": ["revops"], "title": "Delete", "because": "${before.email} goes"},
                  "veiled.update_lead_status": {"mode": "%s", "tier": "T1", "groups": ["revops"], "title": "Lead",
                    "because": "${before.contact} and ${facts.address} at ${refs.mail} of ${refs.domain}"}},
                 "results": [{"tools": ["veiled.get_lead"], "mask": ["email"]}]}""".formatted(mode));
    }

    private String change(String status) {
        return house.start(
                house.oneCall("veiled.update_lead_status", "{lead_id: " + lead + ", status: " + status + "}"));
    }

    private JsonNode policyInput(JsonNode call) {
        return Rows.parse(Sql.column(
                        "SELECT policy_input FROM tool_call WHERE id = ?",
                        call.path("id").asText())
                .getFirst());
    }

    /** The tables that hold the raw address anywhere. */
    private List<String> whereItStands() {
        var found = new ArrayList<String>();
        for (String table : Sql.column(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'countersign' ORDER BY 1")) {
            if (Sql.number("SELECT count(*) FROM \"" + table + "\" t WHERE t::text LIKE '%"
                            + secret.substring(0, secret.indexOf('@')) + "%'")
                    > 0) {
                found.add(table);
            }
        }
        return found;
    }

    // ---- approvals ------------------------------------------------------------------------------------------------

    @Test
    void hiddenValueStandsNowhereButInTheBeforeImage() {
        // Given
        hiding("require_approval");
        String run = change("working");
        // When
        JsonNode approval = house.asked(run);
        JsonNode call = house.onlyCall(run);
        Answer explained = house.post(
                "dana",
                "/api/policy/explain",
                "{\"call_id\": \"" + call.path("id").asText() + "\"}");
        // Then
        String shown = approval.toString()
                + call
                + explained.ok()
                + house.events(run)
                + house.get("maya", "/inbox/" + approval.path("id").asText()).body();
        assertThat(shown).doesNotContain(secret).doesNotContain("zanzibar");
        assertThat(whereItStands()).containsExactly("before_image");

        // When
        house.approve("maya", approval).ok();
        house.ended(run);
        // Then
        assertThat(house.onlyCall(run).path("state").asText()).isEqualTo("succeeded");
        assertThat(whereItStands()).containsExactly("before_image");
    }

    @Test
    void textsAndChangesShowDotsAndTheBoundDocumentDigests() {
        // Given
        hiding("require_approval");
        // When
        JsonNode approval = house.asked(change("working"));
        // Then
        String dots = "z••••@halden.example";
        JsonNode card = approval.path("card");
        assertThat(card.path("consequence").asText())
                .isEqualTo("Tell " + dots + " (" + dots + ") of Halden that it is working");
        assertThat(card.path("why").path("because").asText())
                .isEqualTo(dots + " and " + dots + " at " + dots + " of halden.example");
        assertThat(card.path("account").toString()).contains(dots);
        JsonNode before = approval.path("bound").path("before");
        assertThat(before.path("contact").asText()).matches("sha256:[0-9a-f]{64}");
        assertThat(before.path("company").asText()).isEqualTo("Halden");
        assertThat(approval.path("digest").asText())
                .isEqualTo(Digest.of(approval.path("bound")).value());
        assertThat(before.path("contact").asText())
                .as("nobody can test a guess without the salt")
                .isNotEqualTo(
                        Digest.of(Rows.JSON.getNodeFactory().textNode(secret)).value());
    }

    @Test
    void storedInputListsWhatIsMaskedInIt() {
        // Given
        hiding("require_approval");
        String run = change("working");
        house.asked(run);
        // When
        JsonNode input = policyInput(house.onlyCall(run));
        // Then
        assertThat(input.path("masked").toString())
                .isEqualTo("[\"/record/contact\",\"/facts/address\",\"/resource/refs/mail\"]");
        assertThat(input.at("/record/contact").asText()).isEqualTo("z••••@halden.example");
        assertThat(input.at("/record/company").asText()).isEqualTo("Halden");
        assertThat(input.at("/resource/refs/domain/0").asText()).isEqualTo("halden.example");
        assertThat(input.at("/resource/record_tool").asText()).isEqualTo("veiled.get_lead");
        assertThat(input.at("/resource/fact_tools/address").asText()).isEqualTo("veiled.get_lead");
        assertThat(input.at("/ages/record").decimalValue())
                .isBetween(java.math.BigDecimal.ZERO, java.math.BigDecimal.TEN);
        assertThat(input.at("/ages/address").isNumber()).isTrue();
    }

    @Test
    void readOrWriteThatNobodyIsAskedAboutKeepsItsBeforeImageToo() {
        // Given
        hiding("permit");
        // When
        String run = house.ended(change("working")).path("id").asText();
        // Then
        assertThat(house.onlyCall(run).path("state").asText()).isEqualTo("succeeded");
        assertThat(whereItStands()).containsExactly("before_image");
        assertThat(house.onlyCall(run).path("decision").toString()).doesNotContain("zanzibar");
    }

    @Test
    void limitThatCountsByAHiddenAddressKeepsNoAddress() {
        // Given
        house.policyWith("""
                {"tools": {"veiled.update_lead_status": {"mode": "permit"}},
                 "limits": [{"id": "by-mail", "tools": ["veiled.update_lead_status"], "key": "ref:mail", "window": "P1D", "amount": "calls", "max": 1}],
                 "results": [{"tools": ["veiled.get_lead"], "mask": ["email"]}]}""");
        house.ended(change("working"));
        // When
        String second = house.ended(change("contacted")).path("id").asText();
        // Then
        JsonNode refusal = house.onlyCall(second).path("refusal");
        assertThat(refusal.path("code").asText()).isEqualTo("LIMIT_REACHED");
        assertThat(refusal.path("detail").asText()).contains("1 of 1 calls for mail z••••@halden.example");
        assertThat(whereItStands()).containsExactly("before_image");
    }

    @Test
    void denialTellsDots() {
        // Given
        hiding("deny");
        // When
        String run = house.ended(change("working")).path("id").asText();
        // Then
        assertThat(house.onlyCall(run).path("refusal").path("detail").asText())
                .startsWith("Lead. z••••@halden.example and");
        assertThat(whereItStands()).isEmpty();
    }

    @Test
    void whatIsLostForGoodShowsDots() {
        // Given
        hiding("require_approval");
        // When
        JsonNode card = house.asked(house.start(house.oneCall("veiled.delete_lead", "{lead_id: " + lead + "}")))
                .path("card");
        // Then
        assertThat(card.path("lost").toString()).contains("Email: z••••@halden.example", "Company: Halden");
        assertThat(whereItStands()).containsExactly("before_image");
    }

    // ---- drift ----------------------------------------------------------------------------------------------------

    @Test
    void hiddenValueThatChangesMakesTheCardStale() {
        // Given
        hiding("require_approval");
        JsonNode first = house.asked(change("working"));
        sandbox.change("lead", lead, "{\"email\": \"zanzibar.other@halden.example\"}");
        // When
        Answer stale = house.approve("maya", first);
        JsonNode second = house.approval(first);
        // Then
        assertThat(stale.code()).isEqualTo("STALE");
        assertThat(second.path("bound").path("before").path("contact").asText())
                .startsWith("sha256:")
                .isNotEqualTo(first.path("bound").path("before").path("contact").asText());
        JsonNode moved = second.path("card").path("changes").get(0);
        assertThat(moved.path("field").asText()).isEqualTo("contact");
        assertThat(moved.path("masked").asBoolean()).isTrue();
        assertThat(moved.path("before").asText()).isEqualTo("z••••@halden.example");
        assertThat(moved.path("seen").asText()).isEqualTo("••••");
        assertThat(house.approve("maya", second).ok().path("result").asText()).isEqualTo("RECORDED");
    }

    @Test
    void unchangedRecordIsApprovedAndSent() {
        // Given
        hiding("require_approval");
        String run = change("working");
        JsonNode approval = house.asked(run);
        sandbox.change("lead", lead, "{\"source\": \"event\"}");
        // When
        Answer answer = house.approve("maya", approval);
        house.ended(run);
        // Then
        assertThat(answer.ok().path("result").asText()).isEqualTo("RECORDED");
        assertThat(sandbox.arrivals(house.onlyCall(run))).hasSize(1);
    }

    @Test
    void erasedBeforeImageCountsAsDriftAndIsAskedAgain() {
        // Given
        hiding("require_approval");
        String run = change("working");
        JsonNode first = house.asked(run);
        Sql.update(
                "DELETE FROM before_image WHERE call_id = ?",
                first.path("call_id").asText());
        // When
        Answer stale = house.approve("maya", first);
        JsonNode second = house.approval(first);
        house.approve("maya", second).ok();
        house.ended(run);
        // Then
        assertThat(stale.code()).isEqualTo("STALE");
        assertThat(second.path("round").asInt()).isEqualTo(2);
        assertThat(sandbox.arrivals(house.onlyCall(run))).hasSize(1);
    }

    // ---- no answer ------------------------------------------------------------------------------------------------

    @Test
    void withoutAnAnswerNothingThatWasReadIsKept() {
        // Given
        hiding("require_approval");
        BrokenPoint.breakDown(policy);
        // When
        String run = house.ended(change("working")).path("id").asText();
        // Then
        JsonNode call = house.onlyCall(run);
        assertThat(call.path("refusal").path("code").asText()).isEqualTo("POLICY_INDETERMINATE");
        JsonNode input = policyInput(call);
        assertThat(input.path("record").isNull()).isTrue();
        assertThat(input.path("facts")).isEmpty();
        assertThat(input.path("masked").toString()).contains("\"/record\"", "\"/facts\"");
        assertThat(whereItStands()).isEmpty();
    }

    @Test
    void movedRecordWaitsForPolicyBeforeItIsShownAgain() {
        // Given
        hiding("require_approval");
        JsonNode first = house.asked(change("working"));
        sandbox.change("lead", lead, "{\"email\": \"zanzibar.third@halden.example\"}");
        BrokenPoint.breakDown(policy);
        // When
        Answer answer = house.approve("maya", first);
        // Then
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("POLICY_INDETERMINATE");
        assertThat(house.approval(first).path("round").asInt()).isEqualTo(1);
    }

    // ---- what comes back ------------------------------------------------------------------------------------------

    @Test
    void dotsDoNotComeBackAsArguments() {
        // Given
        hiding("permit");
        house.policyWith("{\"results\": [{\"tools\": [\"crm.get_lead\"], \"mask\": [\"email\"]}]}");
        String workflow = house.workflow("""
                tools: [{name: crm.get_lead}, {name: crm.create_lead}]
                model:
                  kind: scripted
                  turns:
                  - {calls: [{id: a, tool: crm.get_lead, arguments: {lead_id: %s}}]}
                  - {calls: [{id: b, tool: crm.create_lead, arguments: {email: "${a.structured_content.email}", company: Halden}}]}
                  - say: "${b.structured_content.code} ${b.structured_content.detail}"
                """.formatted(lead));
        // When
        JsonNode run = house.play(workflow);
        // Then
        assertThat(run.path("output").asText())
                .startsWith("INVALID_ARGUMENTS /email: this is a masked value")
                .contains("name the record by its id");
        assertThat(sandbox.arrivals(house.calls(run.path("id").asText()).get(1)))
                .isEmpty();
    }

    @Test
    void maskOfALaterRevisionHoldsForAnAnswerThatWasApprovedUnderAnEarlierOne() {
        // Given
        house.policyWith("""
                {"tools": {"crm.update_lead_status": {"mode": "require_approval", "tier": "T1", "groups": ["revops"], "hold": "PT1H",
                  "title": "Lead", "because": "Confirmed"}}}""");
        String run = house.start(house.oneCall("crm.update_lead_status", "{lead_id: " + lead + ", status: working}"));
        house.approve("maya", house.asked(run)).ok();
        // When
        house.policyWith("""
                {"tools": {"crm.update_lead_status": {"mode": "require_approval", "tier": "T1", "groups": ["revops"],
                  "title": "Lead", "because": "Confirmed"}},
                 "results": [{"tools": ["crm.update_lead_status"], "mask": ["status"]}]}""");
        Sql.update("UPDATE tool_call SET next_at = clock_timestamp() WHERE run_id = ?", run);
        JsonNode ended = house.ended(run);
        // Then
        JsonNode result = house.onlyCall(run).path("result").path("structured_content");
        assertThat(result.path("status").asText()).isEqualTo("••••");
        assertThat(ended.path("usage").path("withheld_tokens").asLong())
                .isEqualTo((ended.path("usage").path("withheld_bytes").asLong() + 3) / 4);
    }
}
