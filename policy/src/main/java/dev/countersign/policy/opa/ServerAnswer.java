package dev.countersign.policy.opa;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What the Data API answers, and whether it counts. */
final class ServerAnswer {

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private ServerAnswer() {}

    /**
     * The answer as a result set, which is how the engine in process says it: empty when policy has nothing to say.
     *
     * @throws ServerFailure when it is no answer of the Data API
     * @throws OtherRevision when no bundle of the server's has the mark
     */
    static String resultSet(byte[] body, String mark) {
        JsonNode answer = read(body);
        JsonNode provenance = answer.path("provenance");
        if (!provenance.isObject()) {
            throw new ServerFailure("The OPA server's answer does not say by which revision it was given");
        }
        for (JsonNode bundle : provenance.path("bundles")) {
            if (bundle.path("revision").asText().equals(mark)) {
                return answer.has("result") ? "[" + new String(body, StandardCharsets.UTF_8) + "]" : "[]";
            }
        }
        throw new OtherRevision();
    }

    private static JsonNode read(byte[] body) {
        JsonNode answer;
        try {
            answer = JSON.readTree(body);
        } catch (IOException | StackOverflowError garbage) {
            throw new ServerFailure("The OPA server answered something that is no JSON");
        }
        if (answer == null || !answer.isObject()) {
            throw new ServerFailure("The OPA server answered something that is no answer of its Data API");
        }
        return answer;
    }
}
