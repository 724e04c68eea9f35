package dev.countersign.orchestrator.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.principal.Caller;
import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** "I am on it": everybody sees it, nobody is kept from deciding, and it lapses by itself. */
@QuarkusTest
class ClaimTest extends InHouse {
    private static final int RACES = 200;
    private static final Caller.Person MAYA = new Caller.Person("maya", "Maya", Set.of("approver"), Set.of("revops"));
    private static final Caller.Person LEE = new Caller.Person("lee", "Lee", Set.of("approver"), Set.of("revops"));

    @Inject
    Claiming claiming;

    private Answer claim(String persona, String method, JsonNode approval) {
        return house.send(
                persona, method, "/api/approvals/" + approval.path("id").asText() + "/claim", null, Map.of());
    }

    private JsonNode waiting() {
        return house.asked(house.stageMove(sandbox.opportunity()));
    }

    @Test
    void tellsTheOthersAndBlocksNobody() {
        // Given
        JsonNode approval = waiting();

        // When
        JsonNode claimed = claim("maya", "PUT", approval).ok().path("approval");
        Answer second = claim("lee", "PUT", approval);

        // Then
        assertThat(claimed.path("claimed_by").asText()).isEqualTo("maya");
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.body().path("code").asText()).isEqualTo("CLAIMED");
        assertThat(second.body().path("claimed_by").asText()).isEqualTo("maya");
        assertThat(second.body().path("detail").asText()).contains("maya", "until");
        assertThat(claimed.path("digest")).isEqualTo(approval.path("digest"));
        assertThat(house.approve("lee", approval).status()).isEqualTo(200);
        assertThat(house.approval(approval).path("claimed_by").isNull()).isTrue();
        assertThat(house.story(approval.path("run_id").asText())).containsOnlyOnce("approval.claimed");
        assertThat(claim("maya", "PUT", approval).body().path("code").asText()).isEqualTo("ALREADY_DECIDED");
    }

    @Test
    void lapsesAfterTwoMinutesUnlessItIsRenewed() {
        // Given
        JsonNode approval = waiting();
        claim("maya", "PUT", approval).ok();
        Sql.update("UPDATE approval SET claimed_until = now() + interval '5 seconds' WHERE id = ?", id(approval));

        // When it is renewed, nobody is told again
        claim("maya", "PUT", approval).ok();
        assertThat(Sql.number(
                        "SELECT count(*) FROM approval WHERE id = ? AND claimed_until > now() + interval '100 seconds'",
                        id(approval)))
                .isOne();
        assertThat(house.story(approval.path("run_id").asText())).containsOnlyOnce("approval.claimed");

        // When it runs out
        Sql.update("UPDATE approval SET claimed_until = now() - interval '1 second' WHERE id = ?", id(approval));
        assertThat(house.approval(approval).path("claimed_by").isNull()).isTrue();
        assertThat(claim("lee", "PUT", approval).ok().at("/approval/claimed_by").asText())
                .isEqualTo("lee");
    }

    @Test
    void isGivenBackByItsHolderOnly() {
        JsonNode approval = waiting();
        claim("maya", "PUT", approval).ok();

        assertThat(claim("lee", "DELETE", approval).body().path("code").asText())
                .isEqualTo("CLAIMED");
        assertThat(claim("maya", "DELETE", approval).status()).isEqualTo(204);
        assertThat(claim("maya", "DELETE", approval).status()).isEqualTo(204);
        assertThat(house.approval(approval).path("claimed_by").isNull()).isTrue();
    }

    @Test
    void belongsToThoseWhoMayDecide() {
        JsonNode approval = waiting();

        assertThat(claim("noor", "PUT", approval).body().path("code").asText()).isEqualTo("NOT_AN_APPROVER");
        assertThat(claim("omar", "PUT", approval).body().path("code").asText()).isEqualTo("NOT_AN_APPROVER");
        assertThat(house.send("maya", "PUT", "/api/approvals/" + UUID.randomUUID() + "/claim", null, Map.of())
                        .status())
                .isEqualTo(404);
    }

    @Test
    void isWonByOneOfTwoAtOnce() {
        // Given
        UUID id = UUID.fromString(id(waiting()));

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int race = 0; race < RACES; race++) {
                Sql.update("UPDATE approval SET claimed_by = NULL, claimed_until = NULL WHERE id = ?", id);
                var start = new CyclicBarrier(2);

                // When
                var maya = CompletableFuture.supplyAsync(() -> after(start, MAYA, id), threads);
                var lee = CompletableFuture.supplyAsync(() -> after(start, LEE, id), threads);

                // Then
                assertThat(maya.join() instanceof Claiming.Result.Claimed)
                        .as("race %d: %s, %s", race, maya.join(), lee.join())
                        .isNotEqualTo(lee.join() instanceof Claiming.Result.Claimed);
            }
        }
    }

    private Claiming.Result after(CyclicBarrier start, Caller.Person person, UUID id) {
        try {
            start.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return claiming.claim(person, id);
    }

    private static String id(JsonNode approval) {
        return approval.path("id").asText();
    }
}
