package dev.countersign.orchestrator.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.countersign.orchestrator.policy.DecisionListener;
import dev.countersign.policy.decision.Decision;
import dev.countersign.policy.decision.PolicyInput;
import dev.countersign.policy.decision.PolicyRevision;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whoever hears decisions cannot break one. */
class ListenersTest {

    @Test
    void aListenerThatThrowsIsPassedOver() {
        // Given
        var heard = new ArrayList<UUID>();
        DecisionListener broken = (call, input, decision) -> {
            throw new IllegalStateException("broken on purpose");
        };
        DecisionListener sound = (call, input, decision) -> heard.add(call);
        UUID call = UUID.randomUUID();
        var revision = new PolicyRevision("7", "sha256:0", "sha256:0");
        var input = new PolicyInput(JsonNodeFactory.instance.objectNode());
        // When
        new Listeners(List.of(broken, sound)).tell(call, input, new Decision.Indeterminate(revision, "nothing"));
        // Then
        assertThat(heard).containsExactly(call);
    }
}
