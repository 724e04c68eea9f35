package dev.countersign.orchestrator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Personas;
import dev.countersign.orchestrator.testing.Sql;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Outside the local profile one person proposes a change of policy and another one activates it. */
@QuarkusTest
@TestProfile(FourEyes.class)
class FourEyesTest extends InHouse {
    private static final String OPEN = "{\"tools\": {\"crm.merge_accounts\": {\"mode\": \"permit\"}}}";

    private Answer propose(String persona) {
        return house.send(persona, "PUT", "/api/policy/data", OPEN, Map.of("If-Match", house.revision()));
    }

    @Test
    void dataAreAProposalUntilSomebodyElseActivatesThem() {
        // Given
        String before = house.revision();
        Answer proposed = propose("dana");
        String name = proposed.ok().path("revision").asText();
        assertThat(proposed.status()).isEqualTo(202);
        assertThat(proposed.body().path("active").asBoolean()).isFalse();
        assertThat(house.revision()).isEqualTo(before);
        // When
        Answer alone = house.activate("dana", name);
        Answer other = house.activate("omar", name);
        // Then
        assertThat(alone.status()).isEqualTo(403);
        assertThat(alone.code()).isEqualTo("SELF_APPROVAL");
        assertThat(alone.body().path("detail").asText()).contains("dana proposed", "somebody else activates");
        assertThat(other.ok().path("active").asBoolean()).isTrue();
        assertThat(house.revision()).isEqualTo(name);
        assertThat(Sql.column("SELECT proposed_by || ' ' || activated_by FROM policy_revision WHERE revision = "
                        + Long.parseLong(name)))
                .containsExactly("dana omar");
    }

    @Test
    void anotherDeveloperMayActivateIt() {
        // Given
        String name = propose(Personas.OWNER_AND_APPROVER).ok().path("revision").asText();
        // When
        Answer answer = house.activate("dana", name);
        // Then
        assertThat(answer.status()).isEqualTo(200);
        assertThat(house.revision()).isEqualTo(name);
    }

    @Test
    void proposalOnWhatIsNoLongerActiveIsRefusedWithTheWayOut() {
        // Given
        String first = propose("dana").ok().path("revision").asText();
        String second = propose("dana").ok().path("revision").asText();
        house.activate("omar", second).ok();
        // When
        Answer late = house.activate("omar", first);
        // Then
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.code()).isEqualTo("CONFLICT");
        assertThat(late.body().path("detail").asText()).contains("make the change again on revision " + second);
        assertThat(house.revision()).isEqualTo(second);
        assertThat(house.activate("omar", second).status()).isEqualTo(200);
    }

    @Test
    void onePersonIsEnoughToGoBack() {
        // Given
        String before = house.revision();
        String name = propose("dana").ok().path("revision").asText();
        house.activate("omar", name).ok();
        // When
        Answer back = house.activate("dana", before);
        // Then
        assertThat(back.status()).isEqualTo(200);
        assertThat(house.get(
                                "dana",
                                "/api/policy/revisions/"
                                        + back.body().path("revision").asText())
                        .ok()
                        .path("restores")
                        .asText())
                .isEqualTo(before);
    }
}
