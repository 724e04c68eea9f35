package dev.countersign.mcp.canonical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalJsonTest {
    private static final ObjectMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static JsonNode json(String text) throws Exception {
        return EXACT.readTree(text);
    }

    @Test
    void digestsTheArgumentsOfTheWorkedExample() throws Exception {
        assertThat(Digest.of(json("{\"stage\":\"proposal\",\"opportunity_id\":\"opp-17\"}")))
                .hasToString("sha256:e9074c4d77b7a7aa34e459219f22d229d07b8c0e0883e1aff6db1bc6d8c95b10");
        assertThat(Digest.of(json("{\"opportunity_id\":\"opp-17\",\"stage\":\"proposal\",\"if_version\":37}")))
                .hasToString("sha256:42d53526a05727935a3adb84c86e2d8da1f645a4cd3952dfb6d4a1147d001384");
    }

    @Test
    void digestsTheBoundDocumentOfTheWorkedExample() throws Exception {
        JsonNode bound = json("""
                {"call_id": "01a1f82f-2330-74ed-a04d-a0c8173e3f9e", "connector": {"id": "crm", "version": 1, "address": "http://127.0.0.1:8481/crm/mcp"}, "tool": "crm.update_opportunity_stage", "effect": "KEYED",
                 "descriptor_digest": "sha256:3d9324309ef5f99d79e25efe7a34c413cfea0ca1f48f9ee57a80acb313775a72", "arguments_digest": "sha256:e9074c4d77b7a7aa34e459219f22d229d07b8c0e0883e1aff6db1bc6d8c95b10",
                 "before": {"account_id": "acc-9", "name": "Acme renewal", "stage": "qualified", "amount": 18000}, "terms": {"tier": "T1", "groups": ["revops"], "quorum": 1, "separate": true, "hold": "PT0S", "editable": ["stage"]}, "round": 1}
                """);

        assertThat(Digest.of(bound))
                .hasToString("sha256:918d988430dde12b3465098797c9090d5aa11b3880c8b5f430de1e7987acd6d8");
    }

    @Test
    void writesEveryKindOfValue() throws Exception {
        assertThat(CanonicalJson.text(json("{\"b\":[1.0,1e2,true,null],\"a\":\"\\u00e4\\n\"}")))
                .isEqualTo("{\"a\":\"ä\\n\",\"b\":[1,100,true,null]}");
        assertThat(CanonicalJson.text(json("\"x\""))).isEqualTo("\"x\"");
        assertThat(CanonicalJson.text(json("7"))).isEqualTo("7");
    }

    @ParameterizedTest
    @CsvSource({
        "9007199254740991, true",
        "9007199254740992, false",
        "-9007199254740992, false",
        "123456789012345678901234567890, false",
        "0.1, true",
        "50000.01, true",
        "1.10, true",
        "1e400, false",
        "0.12345678901234567890, false",
        "1e-400, false",
        "5e-324, true"
    })
    void knowsTheNumbersThatDoNotSurvive(String number, boolean survives) throws Exception {
        var lost = CanonicalJson.lostNumbers(json("{\"a~/b\":[0," + number + "]}"));

        if (survives) {
            assertThat(lost).isEmpty();
        } else {
            assertThat(lost)
                    .singleElement()
                    .extracting(one -> one.pointer().toString())
                    .isEqualTo("/a~0~1b/1");
        }
    }

    @Test
    void refusesWhatJsonCannotHold() throws Exception {
        JsonNode infinite = json("[1e400]");

        assertThatThrownBy(() -> CanonicalJson.text(infinite)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesADigestOfAnotherForm() {
        assertThatThrownBy(() -> new Digest("sha256:ABC")).isInstanceOf(IllegalArgumentException.class);
    }
}
