package dev.countersign.ui.review;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyWordsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "would pass if /record/amount is not above 50000|Would pass if amount is not above 50,000.",
                "would pass if /facts/known_domain is not false|Would pass if known domain is true.",
                "never: the mode of this tool is require_approval|Nothing lets this pass without a person.",
                "never: the mode of this tool is deny|Nothing lets this pass; it is denied whatever it holds.",
                "passes: 4 are left|Passes: 4 are left.",
                "passes until 2026-11-24T10:20:00.000Z|Passes until 24 Nov 2026, 10:20 UTC.",
                "Policy would let it pass now.|Policy would let it pass now.",
                "''|''",
            })
    void readsAsASentence(String policy, String shown) {
        assertThat(PolicyWords.passing(policy)).isEqualTo(shown);
    }
}
