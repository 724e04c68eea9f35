package dev.countersign.orchestrator.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How people decided like cases stands on the card, and no digest depends on it. */
@QuarkusTest
class SimilarTest extends InHouse {

    @Override
    protected void activate() {
        house.policyWith("""
                {"tools": {"crm.create_contact": {"mode": "require_approval", "tier": "T1", "groups": ["revops"],
                  "title": "New contact", "because": "A person looks at every contact"}}}""");
    }

    /** What other tests decided of this tool is of another rule from here on. */
    @BeforeEach
    void forget() {
        Sql.update("UPDATE approval SET rule_id = rule_id || '.before' WHERE tool = 'crm.create_contact'");
    }

    private JsonNode asked() {
        String name = "Ada " + UUID.randomUUID();
        return house.asked(house.start(house.oneCall(
                "crm.create_contact", "{account_id: acc-5, email: ada@dunmore.example, name: " + name + "}")));
    }

    @Test
    void countsTheDecisionsOfTheSameRuleAndToolAndTellsTheLastReject() {
        // Given
        JsonNode yes = asked();
        JsonNode changed = asked();
        JsonNode no = asked();
        JsonNode later = asked();
        Sql.update(
                "UPDATE approval SET edited_by = 'lee' WHERE id = ?",
                changed.path("id").asText());
        house.approve("maya", yes).ok();
        house.approve("maya", changed).ok();
        house.reject("maya", no, "{\"code\": \"WRONG_VALUE\", \"note\": \"The name <b>is</b> wrong.\"}")
                .ok();
        house.reject("lee", later, "{\"code\": \"WRONG_TIME\"}").ok();
        // When
        JsonNode shown = house.approval(asked());
        // Then
        JsonNode similar = shown.at("/card/similar");
        assertThat(similar.path("approved").asInt()).isEqualTo(1);
        assertThat(similar.path("edited").asInt()).isEqualTo(1);
        assertThat(similar.path("rejected").asInt()).isEqualTo(2);
        assertThat(similar.path("undone").asInt()).isZero();
        assertThat(similar.at("/last_reject/code").asText()).isEqualTo("WRONG_TIME");
        assertThat(similar.at("/last_reject/note").isNull()).isTrue();
        assertThat(similar.at("/last_reject/by").asText()).isEqualTo("lee");
        String page = house.page("maya", "/inbox/" + shown.path("id").asText());
        assertThat(page)
                .contains("<b>1</b> approved, <b>1</b> edited, <b>2</b> rejected, <b>0</b> undone later")
                .contains("Last reject: Wrong time.")
                .contains("Lee");
    }

    @Test
    void whatWasSetBackAfterwardsWasApprovedAndIsCountedAsUndone() {
        // Given
        Sql.update("UPDATE approval SET rule_id = rule_id || '.before' WHERE tool = 'crm.update_opportunity_stage'");
        JsonNode kept = house.asked(house.stageMove(sandbox.opportunity()));
        JsonNode granted = house.asked(house.stageMove(sandbox.opportunity()));
        for (JsonNode approval : List.of(kept, granted)) {
            house.approve("maya", approval).ok();
            house.ended(approval.path("run_id").asText());
        }
        house.undo("maya", house.approval(granted)).ok();
        // When
        JsonNode similar = house.approval(house.asked(house.stageMove(sandbox.opportunity())))
                .at("/card/similar");
        // Then
        assertThat(similar.path("approved").asInt()).isEqualTo(2);
        assertThat(similar.path("undone").asInt()).isEqualTo(1);
    }

    @Test
    void noteOfTheLastRejectIsTextAndTheDigestStaysWhatPeopleDecideBetween() {
        // Given
        JsonNode open = asked();
        JsonNode no = asked();
        house.reject("maya", no, "{\"code\": \"OTHER\", \"note\": \"<script>alert(1)</script>\"}")
                .ok();
        // When
        String page = house.page("lee", "/inbox/" + open.path("id").asText());
        JsonNode after = house.approval(open);
        // Then
        assertThat(page).contains("&lt;script&gt;alert(1)&lt;/script&gt;").doesNotContain("<script>alert");
        assertThat(after.path("digest")).isEqualTo(open.path("digest"));
        assertThat(house.approve("lee", open).ok().path("result").asText()).isEqualTo("RECORDED");
    }

    @Test
    void nothingIsSaidWhereNobodyDecidedAnythingLikeIt() {
        // Given
        JsonNode first = asked();
        // When
        String page = house.page("maya", "/inbox/" + first.path("id").asText());
        // Then
        assertThat(page).doesNotContain("id=\"similar\"");
        assertThat(house.approval(first).at("/card/similar/last_reject").isNull())
                .isTrue();
    }

    @Test
    void onlyTheLastTwentyCount() {
        // Given
        JsonNode one = asked();
        house.reject("maya", one, "{\"code\": \"WRONG_RECORD\"}").ok();
        for (int i = 0; i < 20; i++) {
            house.approve("maya", asked()).ok();
        }
        // When
        JsonNode similar = house.approval(asked()).at("/card/similar");
        // Then
        assertThat(similar.path("approved").asInt()).isEqualTo(20);
        assertThat(similar.path("rejected").asInt()).isZero();
        assertThat(similar.path("last_reject").isNull()).isTrue();
    }

    @Test
    void itIsReadByAnIndexAndNeverByTheWholeTable() {
        // Given / When
        String plan = String.join("\n", Sql.column("""
                EXPLAIN SELECT id FROM approval WHERE rule_id = 'x' AND tool = 'y' AND state IN ('granted', 'rejected')
                ORDER BY decided_at DESC LIMIT 20"""));
        // Then
        assertThat(plan).contains("approval_precedents");
    }
}
