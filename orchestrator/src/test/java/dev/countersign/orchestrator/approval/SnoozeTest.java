package dev.countersign.orchestrator.approval;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import dev.countersign.ui.inbox.InboxQuery;
import dev.countersign.ui.inbox.InboxQuery.View;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.review.ApprovalDesk;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What one person puts off: gone from that person's lists for a while, and nothing else. */
@QuarkusTest
class SnoozeTest extends InHouse {
    private static final Viewer MAYA = new Viewer("maya", "Maya Lindqvist", Set.of("approver"), Set.of("revops"));
    private static final Viewer LEE = new Viewer("lee", "Lee Carter", Set.of("approver"), Set.of("revops", "finance"));

    @Inject
    ApprovalDesk desk;

    private static Instant in(Duration span) {
        return Instant.now().plus(span);
    }

    private Answer snooze(String persona, JsonNode approval, Object until) {
        return house.send(
                persona,
                "PUT",
                "/api/approvals/" + approval.path("id").asText() + "/snooze",
                "{\"until\": \"" + until + "\"}",
                Map.of());
    }

    private boolean lists(Viewer viewer, View view, JsonNode approval) {
        return desk.holds(
                viewer,
                new InboxQuery(view, null, 200),
                UUID.fromString(approval.path("id").asText()));
    }

    @Test
    void leavesTheOwnListsAndComesBackByItself() {
        // Given
        JsonNode approval = house.asked(house.stageMove(sandbox.opportunity()));
        assertThat(lists(MAYA, View.MINE, approval)).isTrue();

        // When
        JsonNode put = snooze("maya", approval, in(Duration.ofHours(1))).ok().path("approval");

        // Then
        for (View view : Set.of(View.MINE, View.TEAM, View.UNASSIGNED)) {
            assertThat(lists(MAYA, view, approval)).as("%s", view).isFalse();
            assertThat(lists(LEE, view, approval)).as("%s of another", view).isTrue();
        }
        assertThat(lists(MAYA, View.SNOOZED, approval)).isTrue();
        assertThat(desk.list(MAYA, new InboxQuery(View.SNOOZED, null, 50)).rows())
                .anyMatch(row -> row.id().toString().equals(approval.path("id").asText()));
        assertThat(put.path("digest")).isEqualTo(approval.path("digest"));
        assertThat(put.path("expires_at")).isEqualTo(approval.path("expires_at"));
        assertThat(put.path("state").asText()).isEqualTo("pending");

        // When its time is over
        Sql.update(
                "UPDATE snooze SET at = now() - interval '2 hours', until = now() - interval '1 second' WHERE approval_id = ?",
                approval.path("id").asText());
        assertThat(lists(MAYA, View.MINE, approval)).isTrue();
        assertThat(lists(MAYA, View.SNOOZED, approval)).isFalse();
    }

    @Test
    void isBroughtBackByHandAndStillVotedOn() {
        JsonNode approval = house.asked(house.stageMove(sandbox.opportunity()));
        snooze("maya", approval, in(Duration.ofMinutes(15))).ok();
        snooze("maya", approval, in(Duration.ofMinutes(30))).ok();
        String path = "/api/approvals/" + approval.path("id").asText() + "/snooze";

        assertThat(house.send("maya", "DELETE", path, null, Map.of()).status()).isEqualTo(204);
        assertThat(lists(MAYA, View.MINE, approval)).isTrue();

        snooze("maya", approval, in(Duration.ofMinutes(15))).ok();
        assertThat(house.approve("maya", approval).status()).isEqualTo(200);
        assertThat(snooze("lee", approval, in(Duration.ofMinutes(15))).status()).isEqualTo(409);
    }

    @Test
    void hasToLieAheadAndBeforeTheExpiry() {
        JsonNode approval = house.asked(house.stageMove(sandbox.opportunity()));

        for (Object until : new Object[] {in(Duration.ofMinutes(-1)), in(Duration.ofHours(5)), "tomorrow"}) {
            Answer refused = snooze("maya", approval, until);
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.body().at("/errors/0/pointer").asText()).isEqualTo("/until");
        }
        assertThat(snooze("maya", approval, in(Duration.ofHours(5)))
                        .body()
                        .path("detail")
                        .asText())
                .contains(approval.path("expires_at").asText());
        assertThat(snooze("demo-agent", approval, in(Duration.ofMinutes(5))).status())
                .isEqualTo(403);
    }
}
