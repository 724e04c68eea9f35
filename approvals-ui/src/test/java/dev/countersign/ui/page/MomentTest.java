package dev.countersign.ui.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MomentTest {

    private static final Instant NOW = Instant.parse("2026-11-19T14:02:11Z");

    @ParameterizedTest
    @CsvSource({
        "PT38M, 38 min, false",
        "PT14M59S, 14 min, true",
        "PT1H10M, 1 h 10, false",
        "PT30S, 30 s, true",
        "PT72H, 3 days, false",
        "-PT1S, over, true",
    })
    void tellsTheTimeLeft(Duration left, String text, boolean soon) {
        Moment moment = Moment.left(NOW.plus(left), NOW);

        assertThat(moment.text()).isEqualTo(text);
        assertThat(moment.soon()).isEqualTo(soon);
    }

    @ParameterizedTest
    @CsvSource({"PT10S, 10 s", "PT3M, 3 min", "PT5M21S, 5 min 21 s", "PT1H, 1 h", "PT1H10M, 1 h 10 min"})
    void tellsASpanWithoutEmptyParts(Duration span, String text) {
        assertThat(Moment.span(span)).isEqualTo(text);
    }

    @Test
    void tellsTheDayOnlyWhenItIsAnother() {
        assertThat(Moment.clock(NOW, NOW).text()).isEqualTo("14:02:11");
        assertThat(Moment.clock(NOW, NOW.plusSeconds(86_400)).text()).isEqualTo("19 Nov 2026, 14:02:11");
        assertThat(Moment.when(NOW, NOW).text()).isEqualTo("today 14:02");
    }

    @Test
    void saysAllOfItInTheTitle() {
        assertThat(Moment.ago(NOW, NOW.plusSeconds(4)).text()).isEqualTo("4 s ago");
        assertThat(Moment.ago(NOW, NOW.plusSeconds(4)).title()).isEqualTo("19 Nov 2026, 14:02:11 UTC");
    }
}
