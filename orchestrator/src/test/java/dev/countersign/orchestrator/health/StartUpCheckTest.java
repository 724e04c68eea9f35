package dev.countersign.orchestrator.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.orchestrator.policy.PolicyConfig.Engine;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartUpCheckTest {

    private static StartUpCheck.Settings credentials(String path) {
        return new StartUpCheck.Settings(Optional.of(path), true, Engine.WASM, Optional.empty());
    }

    private static StartUpCheck.Settings opa(String url) {
        return new StartUpCheck.Settings(
                Optional.empty(),
                true,
                Engine.OPA_SERVER,
                Optional.of(url).filter(u -> !u.isEmpty()).map(URI::create));
    }

    @Test
    void demoSignInBelongsToTheLocalProfile() {
        // Then
        assertThat(StartUpCheck.dangers(false, credentials("/etc/credentials.json")))
                .singleElement()
                .asString()
                .contains("COUNTERSIGN_LOCAL_CREDENTIALS", "QUARKUS_PROFILE=local");
        assertThat(StartUpCheck.dangers(true, credentials("/etc/credentials.json")))
                .isEmpty();
    }

    @Test
    void nothingDangerousIsNoDanger() {
        assertThat(StartUpCheck.dangers(false, credentials(" "))).isEmpty();
    }

    @Test
    void oneEyePairBelongsToTheLocalProfile() {
        // Given
        var alone = new StartUpCheck.Settings(Optional.empty(), false, Engine.WASM, Optional.empty());
        // Then
        assertThat(StartUpCheck.dangers(false, alone))
                .singleElement()
                .asString()
                .contains("COUNTERSIGN_POLICY_FOUR_EYES", "alone");
        assertThat(StartUpCheck.dangers(true, alone)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://opa.example:8181", "http://10.0.0.7:8181", "HTTP://127.0.0.1.example"})
    void policyIsNotAskedInPlainTextOverANetwork(String url) {
        assertThat(StartUpCheck.dangers(false, opa(url)))
                .singleElement()
                .asString()
                .contains("countersign.policy.opa.url");
    }

    @ParameterizedTest
    @CsvSource({
        "https://opa.example, false",
        "http://127.0.0.1:8181, false",
        "http://localhost:8181, false",
        "http://[::1]:8181, false",
        "http://opa.example:8181, true"
    })
    void serverOnThisMachineOrOverTlsIsNoDanger(String url, boolean local) {
        assertThat(StartUpCheck.dangers(local, opa(url))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ftp://opa.example", "opa"})
    void serverWithoutAnAddressIsNamed(String url) {
        assertThat(StartUpCheck.dangers(true, opa(url)))
                .singleElement()
                .asString()
                .contains("COUNTERSIGN_POLICY_OPA_URL");
    }
}
