package dev.countersign.mcp.connector;

import static dev.countersign.mcp.connector.Documents.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefsTest {
    private static final ToolBinding BINDING =
            Documents.connector("http://crm.example/mcp", """
            {send: {refs: {account: /account_id, owner: "record:/owner", domain: "domain:/to", lead_domain: "domain:record:/email", number: /n}}}
            """).tool("send").orElseThrow();

    @Test
    void findsValuesInArgumentsAndRecord() {
        assertThat(Refs.resolve(
                        BINDING,
                        json(
                                "{\"account_id\": \"acc-1\", \"n\": 7, \"to\": [\"A@One.Example\", \"b@two.example\", \"c@one.example\"]}"),
                        json("{\"owner\": \"maya\", \"email\": \"x@Lead.Example\"}")))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "account", List.of("acc-1"),
                        "owner", List.of("maya"),
                        "domain", List.of("one.example", "two.example"),
                        "lead_domain", List.of("lead.example"),
                        "number", List.of("7")));
    }

    @Test
    void leavesOutWhatIsNotThere() {
        assertThat(Refs.resolve(BINDING, json("{\"account_id\": null, \"to\": []}"), MissingNode.getInstance()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Ann@Rival.EXAMPLE|rival.example",
                "Ann Lee <ann@rival.example>|rival.example",
                "ann@rival.example.|rival.example",
                "https://user@WWW.rival.example:8443/path?q=a@b|www.rival.example",
                "http://rival.example#@x|rival.example",
                "rival.example|rival.example",
                "rival.example, ok.example|''",
                "a@rival.example,b@ok.example;c@third.example|rival.example ok.example third.example",
                "\"b@ok.example\" <a@rival.example>|ok.example\" rival.example",
                "rival.example/path|rival.example",
                "a@bücher.example|xn--bcher-kva.example",
                "\"a@b\"@rival.example|rival.example"
            })
    void findsTheDomain(String text, String domain) {
        assertThat(String.join(" ", Refs.domains(text))).isEqualTo(domain);
    }
}
