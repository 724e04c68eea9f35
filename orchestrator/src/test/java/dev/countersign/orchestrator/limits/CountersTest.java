package dev.countersign.orchestrator.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountersTest {

    @ParameterizedTest
    @CsvSource({
        "PT1M, 2026-11-21T10:59:59.999Z, 2026-11-21T10:59:00Z",
        "PT1M, 2026-11-21T11:00:00Z,     2026-11-21T11:00:00Z",
        "PT1H, 2026-11-21T10:59:59.999Z, 2026-11-21T10:00:00Z",
        "P1D,  2026-11-21T23:59:59.999Z, 2026-11-21T00:00:00Z",
        "P1D,  2026-11-22T00:00:00Z,     2026-11-22T00:00:00Z",
        "P7D,  2026-11-22T23:59:59.999Z, 2026-11-16T00:00:00Z",
        "P7D,  2026-11-23T00:00:00Z,     2026-11-23T00:00:00Z",
        "P7D,  2026-01-01T12:00:00Z,     2025-12-29T00:00:00Z",
        "run,  2026-11-21T10:59:59.999Z, 1970-01-01T00:00:00Z"
    })
    void windowsAreFixedInUtcAndWeeksBeginOnMonday(String window, Instant now, Instant start) {
        assertThat(Counters.windowStart(window, now)).isEqualTo(start);
    }

    @Test
    void anUnknownWindowIsNoWindow() {
        assertThatIllegalArgumentException().isThrownBy(() -> Counters.windowStart("P2D", Instant.EPOCH));
    }

    @ParameterizedTest
    @CsvSource({"Acme, ACME", "'  acme ', Acme", "ﬁne, FINE", "Straße, STRASSE", "Ａｃｍｅ, acme", "é, é"})
    void spellingsOfOneThingHaveOneKey(String one, String other) {
        assertThat(digest(one)).isEqualTo(digest(other));
    }

    @ParameterizedTest
    @CsvSource({"Acme, Acme 2", "a b, ab", "7, seven"})
    void differentThingsHaveDifferentKeys(String one, String other) {
        assertThat(digest(one)).isNotEqualTo(digest(other));
    }

    @Test
    void valuesAreKeptApartFromTheirNeighbours() {
        // Given
        JsonNodeFactory json = JsonNodeFactory.instance;
        // Then
        assertThat(Counters.keyDigest(List.of(json.textNode("a"), json.textNode("b"))))
                .isNotEqualTo(Counters.keyDigest(List.of(json.textNode("ab"), json.textNode(""))));
        assertThat(Counters.keyDigest(List.of(json.numberNode(7)))).isNotEqualTo(digest("7"));
        assertThat(Counters.keyDigest(List.of(json.arrayNode().add("A "))))
                .isEqualTo(Counters.keyDigest(List.of(json.arrayNode().add("a"))));
    }

    private static String digest(String text) {
        return Counters.keyDigest(List.<JsonNode>of(JsonNodeFactory.instance.textNode(text)));
    }
}
