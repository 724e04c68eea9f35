package dev.countersign.ui.card;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Amount is 84000; above 50000 finance decides|Amount is 84,000; above 50,000 finance decides",
                "Move Acme renewal (18000) to proposal|Move Acme renewal (18,000) to proposal",
                "It costs 12000.50 a year.|It costs 12,000.50 a year.",
                "Send “Invoice 20261187” to a@b.example|Send “Invoice 20261187” to a@b.example",
                "In 2026, opp-12345 and 10.12.20261 and 0049301234|In 2026, opp-12345 and 10.12.20261 and 0049301234",
            })
    void groupsOnlyWhatIsANumberOfItsOwn(String text, String shown) {
        assertThat(Figures.inSentence(text)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Amount|18000|18,000",
                "Account ID|18000|18000",
                "Phone number|4930123|4930123",
                "Name|X 18000|X 18000"
            })
    void groupsFactsThatAreAmounts(String label, String value, String shown) {
        assertThat(Figures.ofFact(label, value)).isEqualTo(shown);
    }
}
