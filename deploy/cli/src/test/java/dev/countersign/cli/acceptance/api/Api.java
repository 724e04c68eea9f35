package dev.countersign.cli.acceptance.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The REST API as one person, or as one agent, sees it. */
public final class Api {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final String url;
    private final @Nullable String token;

    public Api(String url, @Nullable String token) {
        this.url = url;
        this.token = token;
    }

    /** Any answer, problems included. */
    public record Answer(int status, JsonNode body) {
        public JsonNode requireSuccess() {
            if (status >= 300) {
                throw new AssertionError("%d %s".formatted(status, body));
            }
            return body;
        }

        public String code() {
            return body.path("code").asText();
        }
    }

    public Run start(String workflow, Map<String, ?> input) {
        return Json.read(
                send("POST", "/api/runs", Map.of("workflow", workflow, "input", input))
                        .requireSuccess(),
                Run.class);
    }

    public Run run(String id) {
        return Json.read(send("GET", "/api/runs/" + id, null).requireSuccess(), Run.class);
    }

    /** Waits until the run is as wished, and says what it was instead. */
    public Run await(Run run, String wish, Predicate<Run> wished) {
        return Awaited.until(wish, PATIENCE, () -> run(run.id()), wished);
    }

    public Run awaitCompleted(Run run) {
        Run ended = await(
                run,
                "run ends",
                now -> !now.state().equals("running") && !now.state().equals("parked"));
        if (!ended.state().equals("completed")) {
            throw new AssertionError("The run did not complete: " + ended);
        }
        return ended;
    }

    /** Waits until the run sleeps at an approval; the approval itself stands a moment before that. */
    public Run awaitAsleep(Run run) {
        return await(run, "run sleeps at an approval", now -> now.waitsFor("approval"));
    }

    public List<Call> calls(Run run) {
        List<Call> calls = new ArrayList<>();
        for (JsonNode call : send("GET", "/api/calls?limit=200&run=" + run.id(), null)
                .requireSuccess()
                .path("items")) {
            calls.add(Json.read(call, Call.class));
        }
        return calls;
    }

    public Call call(String id) {
        return Json.read(send("GET", "/api/calls/" + id, null).requireSuccess(), Call.class);
    }

    public Call await(Call call, String state) {
        return Awaited.until("call is " + state, PATIENCE, () -> call(call.id()), now -> now.state()
                .equals(state));
    }

    /** What waits for people in this run. */
    public List<Approval> pending(Run run) {
        List<Approval> approvals = new ArrayList<>();
        for (JsonNode approval : send("GET", "/api/approvals?state=pending&limit=200&run=" + run.id(), null)
                .requireSuccess()
                .path("items")) {
            approvals.add(Json.read(approval, Approval.class));
        }
        return approvals;
    }

    /** Waits for the run's approval; there is only one. */
    public Approval awaitPending(Run run) {
        return Awaited.until("run waits for one approval", PATIENCE, () -> pending(run), list -> list.size() == 1)
                .getFirst();
    }

    public Approval approval(String id) {
        return Json.read(send("GET", "/api/approvals/" + id, null).requireSuccess(), Approval.class);
    }

    /** Votes for the digest that this approval shows. */
    public Answer approve(Approval approval) {
        return send(
                "POST",
                "/api/approvals/" + approval.id() + "/votes",
                Map.of("verdict", "approve", "digest", approval.digest()));
    }

    public Answer resolve(Call call, String outcome) {
        return send(
                "POST",
                "/api/calls/" + call.id() + "/resolution",
                Map.of("outcome", outcome, "note", "Looked it up in the system itself."));
    }

    public boolean isReady() {
        try {
            return send("GET", "/q/health/ready", null).status() == 200;
        } catch (UncheckedIOException notReachable) {
            return false;
        }
    }

    public Answer send(String method, String path, @Nullable Object body) {
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(60));
            if (token != null) {
                request.header("Authorization", "Bearer " + token);
            }
            if (body == null) {
                request.method(method, HttpRequest.BodyPublishers.noBody());
            } else {
                request.header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(Json.MAPPER.writeValueAsString(body)));
            }
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), parsed(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static JsonNode parsed(String body) {
        try {
            return Json.MAPPER.readTree(body);
        } catch (JsonProcessingException noJson) {
            return Json.MAPPER.getNodeFactory().textNode(body);
        }
    }
}
