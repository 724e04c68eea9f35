package dev.countersign.cli.acceptance.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {

    /** The digests are those of the project's worked example. */
    @Test
    void digestsAreThoseOfTheWorkedExample() {
        // Given
        JsonNode sent =
                CanonicalJson.parse("{\"stage\": \"proposal\", \"if_version\": 37, \"opportunity_id\": \"opp-17\"}");

        // When
        String whole = CanonicalJson.digest(sent);
        String approved = CanonicalJson.digestWithout(sent, "if_version");

        // Then
        assertThat(whole).isEqualTo("sha256:42d53526a05727935a3adb84c86e2d8da1f645a4cd3952dfb6d4a1147d001384");
        assertThat(approved).isEqualTo("sha256:e9074c4d77b7a7aa34e459219f22d229d07b8c0e0883e1aff6db1bc6d8c95b10");
    }
}
