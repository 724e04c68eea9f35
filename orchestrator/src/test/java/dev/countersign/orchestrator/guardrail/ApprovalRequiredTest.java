package dev.countersign.orchestrator.guardrail;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.Answer;
import io.quarkus.test.junit.QuarkusTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** M19: what a person has to allow, and what two have to. */
@QuarkusTest
class ApprovalRequiredTest extends Guarded {

    private String start(String tool, String arguments) {
        return house.start(house.oneCall(tool, arguments));
    }

    @Test
    void m19ApprovalForTheFirstOutboundMailToANewDomainAndNoneForTheSecond() {
        // Given
        String mail = "{to: [ann@%s.example], subject: Hello, body: Hello}".formatted("new-" + UUID.randomUUID());
        String first = start("email.send_email", mail);
        JsonNode approval = assertAsked(first, "new-domain", "T2", "revops");
        // When
        JsonNode sent = approved(first, "maya", approval);
        JsonNode second = call("email.send_email", mail);
        // Then
        assertSent(sent);
        assertSent(second);
    }

    @Test
    void m19OneNewDomainAmongKnownOnesIsEnough() {
        // When
        String run = start(
                "email.send_email",
                "{to: [ann@aldgate.example, ben@nobody-knows.example], subject: Hello, body: Hello}");
        // Then
        assertAsked(run, "new-domain", "T2", "revops");
    }

    @ParameterizedTest
    @CsvSource({
        "crm.create_contact, '{account_id: acc-1, email: ann@aldgate.example, name: Ann}', T1",
        "crm.update_owner,   '{account_id: acc-10, owner: lee}',                           T1",
        "crm.delete_lead,    '{lead_id: lead-2}',                                          T3",
        "crm.merge_accounts, '{account_id: acc-31, into_account_id: acc-9}',               T3"
    })
    void m19ApprovalForCreatingContactsReassigningDeletingAndMerging(String tool, String arguments, String tier) {
        // When
        String run = start(tool, arguments);
        // Then
        assertAsked(run, "tool:" + tool, tier, "revops");
    }

    @ParameterizedTest
    @CsvSource({"proposal", "lost"})
    void m19ApprovalForAnyStageMove(String stage) {
        // Given
        String run = start(
                "crm.update_opportunity_stage",
                "{opportunity_id: " + sandbox.opportunity() + ", stage: " + stage + "}");
        JsonNode approval = assertAsked(run, "tool:crm.update_opportunity_stage", "T1", "revops");
        // When
        JsonNode sent = approved(run, "maya", approval);
        // Then
        assertSent(sent);
    }

    @ParameterizedTest
    @CsvSource({
        "doc-prices,   sensitive-document",
        "doc-contract, sensitive-document",
        "doc-opinion,  sensitive-document",
        "doc-unmarked, unmarked-document",
        "doc-brochure, ''"
    })
    void m19ApprovalForPricingContractOrLegalDocuments(String document, String rule) {
        // When: whatever the agent says of it
        String run = start(
                "documents.share_document",
                "{document_id: " + document + ", to: [ann@aldgate.example], kind: brochure}");
        // Then
        if (rule.isEmpty()) {
            assertSent(ended(run));
        } else {
            assertAsked(run, rule, "T2", "revops", "finance");
        }
    }

    @ParameterizedTest
    @CsvSource({"0.5, ''", "0.51, paid-lookup"})
    void m19ApprovalForEnrichmentAboveAPrice(String price, String rule) {
        // When
        String run = start("enrichment.enrich_company", "{name: Acme, max_price: " + price + "}");
        // Then
        if (rule.isEmpty()) {
            assertSent(ended(run));
        } else {
            assertAsked(run, rule, "T1", "finance");
        }
    }

    @ParameterizedTest
    @CsvSource({"1000, ''", "1000.01, big-purchase"})
    void m19ApprovalForAPurchaseAboveAnAmount(String amount, String rule) {
        // When
        String run = start("erp.create_purchase_request", "{item: Laptop, amount: " + amount + "}");
        // Then
        if (rule.isEmpty()) {
            assertSent(ended(run));
        } else {
            assertAsked(run, rule, "T2", "finance");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "erp.create_credit_note,  '{customer_id: cust-1, invoice_id: inv-%s, amount: 50}'",
        "erp.change_bank_account, '{supplier_id: s-1, iban: DE%s}'"
    })
    void m19FourEyesForACreditNoteAndABankAccount(String tool, String arguments) {
        // Given
        String run = start(tool, arguments.formatted(System.nanoTime()));
        JsonNode approval = assertAsked(run, "tool:" + tool, "T3", "finance");
        // When
        Answer notOfFinance = house.approve("maya", approval);
        house.approve("lee", approval).ok();
        Answer twice = house.approve("lee", approval);
        JsonNode afterOnePair = house.onlyCall(run);
        int sentToEarly = arrivals(afterOnePair);
        JsonNode sent = approved(run, "noor", approval);
        // Then
        assertThat(notOfFinance.status()).isEqualTo(403);
        assertThat(twice.body().path("result").asText())
                .as(twice.body().toString())
                .isEqualTo("REPEATED");
        assertThat(afterOnePair.path("state").asText()).isEqualTo("awaiting_approval");
        assertThat(sentToEarly).isZero();
        assertSent(sent);
        assertThat(house.approval(approval).path("votes"))
                .extracting(vote -> vote.path("by").asText())
                .containsExactlyInAnyOrder("lee", "noor");
    }

    @Test
    void m19OneNoOfFourEyesIsEnough() {
        // Given
        String run = start("erp.change_bank_account", "{supplier_id: s-2, iban: DE02120300000000202051}");
        JsonNode approval = house.asked(run);
        house.approve("lee", approval).ok();
        // When
        house.reject("noor", approval, "{\"code\": \"NOT_ALLOWED\"}").ok();
        JsonNode call = ended(run);
        // Then
        assertThat(call.path("refusal").path("code").asText()).isEqualTo("APPROVAL_REJECTED");
        assertThat(arrivals(call)).isZero();
        assertThat(fixtures.record("supplier", "s-2").path("iban").asText()).startsWith("FR");
    }
}
