package dev.countersign.ui.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SameOriginTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -, false",
                "-, same-origin, true",
                "-, cross-site, false",
                "-, same-site, false",
                "-, none, false",
                "http://desk.example:8480, -, true",
                "http://DESK.example:8480, same-origin, true",
                "http://desk.example:8480, cross-site, false",
                "http://desk.example:8481, -, false",
                "http://desk.example:8480.evil.example, -, false",
                "http://evil.example, same-origin, false",
                "null, same-origin, false",
                "null, -, false",
                "not a uri, -, false",
            })
    void acceptsOnlyOurOwnPages(String origin, String site, boolean ours) {
        assertThat(SameOrigin.isOurs(origin, site, "desk.example:8480")).isEqualTo(ours);
    }
}
