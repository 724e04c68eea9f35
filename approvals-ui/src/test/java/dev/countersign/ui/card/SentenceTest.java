package dev.countersign.ui.card;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentenceTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Change owner of Acme (EMEA) from Dana to Lee|Acme (EMEA)",
                "Move Halden Robotics – Platform renewal from Proposal to Negotiation|Halden Robotics – Platform renewal",
                "Set close date on 12 opportunities that slipped|12 opportunities",
                "Merge Brightwater Energy Ltd into Brightwater Energy; 58 records move|Brightwater Energy Ltd + Brightwater Energy",
                "Move Acme renewal (18,000) from qualified to proposal|Acme renewal",
                "Create contact Jonas Weber <jonas@weber.example>|Jonas Weber",
                "Send “Oslo hub: paperwork before the January rules” to i@fjordline.example|“Oslo hub: paperwork before the January rules”",
                "Freeze|''",
                "do nothing at all|''",
            })
    void setsTheObjectInBoldAndLosesNoWord(String consequence, String strong) {
        Sentence sentence = Sentence.row(consequence);

        assertThat(sentence.parts().stream().map(Sentence.Part::text).collect(Collectors.joining()))
                .isEqualTo(consequence);
        assertThat(sentence.parts().stream()
                        .filter(Sentence.Part::strong)
                        .map(Sentence.Part::text)
                        .collect(Collectors.joining(" + ")))
                .isEqualTo(strong);
    }
}
