package dev.countersign.orchestrator.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class StartUpCheckTest {

    @Test
    void demoSignInBelongsToTheLocalProfile() {
        // Then
        assertThat(StartUpCheck.dangers(false, Optional.of("/etc/credentials.json")))
                .singleElement()
                .asString()
                .contains("COUNTERSIGN_LOCAL_CREDENTIALS", "QUARKUS_PROFILE=local");
        assertThat(StartUpCheck.dangers(true, Optional.of("/etc/credentials.json")))
                .isEmpty();
    }

    @Test
    void nothingDangerousIsNoDanger() {
        assertThat(StartUpCheck.dangers(false, Optional.empty())).isEmpty();
        assertThat(StartUpCheck.dangers(false, Optional.of(" "))).isEmpty();
    }
}
