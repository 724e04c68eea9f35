package dev.countersign.orchestrator.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.House;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every resource with the wrong role and with bad input; the cases stand in a data file. */
@QuarkusTest
class ProblemsTest extends InHouse {
    private static final String TABLES =
            "run, tool_call, approval, vote, workflow_version, connector_version, policy_revision, policy_replay, policy_shadow, call_freeze";

    /** One line of the data file: who, what, and how it is refused. */
    private record Case(String persona, String method, String path, String body, int status, String code, String says) {
        static Case of(String line) {
            String[] parts = line.split("\\s*\\|\\s*", -1);
            return new Case(parts[0], parts[1], parts[2], parts[3], Integer.parseInt(parts[4]), parts[5], parts[6]);
        }
    }

    private static List<String> counts() {
        var counts = new ArrayList<String>();
        for (String table : TABLES.split(", ")) {
            counts.add(table + " " + Sql.number("SELECT count(*) FROM " + table));
        }
        return counts;
    }

    private Answer send(Case it) {
        boolean yaml = it.body().startsWith("kind:") || it.body().startsWith("yaml:");
        String body =
                it.body().replaceFirst("^yaml:", "").replace("\\n", "\n").replace("{{2MB}}", "x".repeat(2_100_000));
        if (body.startsWith("form:")) {
            return form(it, body.substring("form:".length()));
        }
        Map<String, String> headers = yaml ? Map.of("Content-Type", "application/yaml") : Map.of();
        return house.send(
                it.persona().equals("-") ? null : it.persona(),
                it.method(),
                it.path(),
                body.isEmpty() ? null : body,
                headers);
    }

    /** A multipart form of one field, {@code name=value}. */
    private Answer form(Case it, String field) {
        String[] parts = field.split("=", 2);
        String body =
                "--b\r\nContent-Disposition: form-data; name=\"" + parts[0] + "\"\r\n\r\n" + parts[1] + "\r\n--b--\r\n";
        return house.send(
                it.persona(), it.method(), it.path(), body, Map.of("Content-Type", "multipart/form-data; boundary=b"));
    }

    @Test
    void badRequestsGetAProblemDocumentAndWriteNothing() {
        // Given
        List<Case> cases = House.resource("gateway/problems.txt")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Case::of)
                .toList();
        List<String> before = counts();
        var wrong = new ArrayList<String>();
        // When
        for (Case it : cases) {
            Answer answer = send(it);
            JsonNode body = answer.body();
            boolean fits = answer.status() == it.status()
                    && answer.code().equals(it.code())
                    && body.path("type").asText().equals("urn:countersign:problem:" + it.code())
                    && body.path("status").asInt() == it.status()
                    && body.path("detail").asText().length() >= 15
                    && body.path("detail").asText().contains(it.says())
                    && !body.path("title").asText().isEmpty()
                    && body.path("instance").asText().startsWith("/api/")
                    && answer.headers().firstValue("content-type").orElse("").startsWith("application/problem+json")
                    && (it.status() != 401
                            || answer.headers().firstValue("www-authenticate").isPresent());
            if (!fits) {
                wrong.add(it + "\n   answered " + answer.status() + " " + body);
            }
        }
        // Then
        assertThat(wrong).as(cases.size() + " cases").isEmpty();
        assertThat(counts()).isEqualTo(before);
        assertThat(cases).hasSizeGreaterThan(90);
    }

    @Test
    void everyResourceOfTheOpenApiIsInTheTable() {
        // Given
        JsonNode paths = house.send(null, "GET", "/q/openapi?format=json", null, Map.of("Accept", "application/json"))
                .ok()
                .path("paths");
        List<Case> cases = House.resource("gateway/problems.txt")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Case::of)
                .toList();
        var missing = new ArrayList<String>();
        // When
        paths.properties().forEach(path -> path.getValue().properties().forEach(operation -> {
            String pattern = path.getKey().replaceAll("\\{[^}]+}", "[^/?]+") + "(\\?.*)?";
            boolean known = cases.stream()
                    .anyMatch(c -> c.method().equalsIgnoreCase(operation.getKey())
                            && c.path().matches(pattern));
            if (path.getKey().startsWith("/api/") && !known) {
                missing.add(operation.getKey() + " " + path.getKey());
            }
        }));
        // Then
        assertThat(missing).isEmpty();
    }

    @Test
    void apiNeverTakesTheCookie() {
        // Given
        String token = house.post("dana", "/api/local/sign-in-links", "{\"person\": \"maya\"}")
                .ok()
                .path("token")
                .asText();
        // When
        Answer answer = house.send(null, "GET", "/api/runs", null, Map.of("Cookie", "countersign_session=" + token));
        // Then
        assertThat(answer.status()).isEqualTo(401);
    }
}
