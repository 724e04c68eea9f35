package dev.countersign.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThresholdTest {
    private static final JsonNode REPLAY = replay();

    @ParameterizedTest
    @CsvSource({
        "released>0, true",
        "released > 2, false",
        "released>=2, true",
        "newly_asked=0, true",
        "newly_asked!=0, false",
        "newly_denied<=1, true",
        "contradicted>0, true",
        "masked<1, false",
        "changed==5, true",
        "queue_per_day>0.4, true",
        "queue_per_day>0.5, false"
    })
    void comparesWhatTheReplaySays(String condition, boolean hit) {
        assertThat(Threshold.parse(condition).isHit(REPLAY)).isEqualTo(hit);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "released", "released>", "releases>0", "released>0x", "released>0 or 1", "1>released"})
    void whatIsNotUnderstoodNamesWhatMayStandThere(String condition) {
        Failure failure = catchThrowableOfType(Failure.class, () -> Threshold.parse(condition));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(failure.sentence()).contains("'" + condition + "'", "contradicted", "queue_per_day");
    }

    @Test
    void whatTheReplayDoesNotSayIsNoPass() throws IOException {
        JsonNode silent = new ObjectMapper().readTree("{\"state\":\"completed\"}");
        Failure failure = catchThrowableOfType(
                Failure.class, () -> Threshold.parse("released>0").isHit(silent));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
    }

    private static JsonNode replay() {
        try {
            return new ObjectMapper().readTree("""
                    {"released":2,"newly_asked":0,"newly_denied":1,"changed":5,"masked":1,"contradicted":{"count":3},
                     "queue":{"before_per_day":1.25,"after_per_day":1.75}}""");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
