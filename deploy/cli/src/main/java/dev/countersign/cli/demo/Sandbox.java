package dev.countersign.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The sandbox behind the connectors: what it really did, and fresh records to work on. */
final class Sandbox {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final String url;

    Sandbox(String url) {
        this.url = url;
    }

    /** A record that nobody has touched yet. */
    record Opportunity(String id, String accountId) {}

    /** One row of the ledger; context reads have no call. */
    record Row(long number, String callId) {}

    /**
     * Makes opportunities in stage qualified, each of an account of its own, with a person's activity two days ago.
     *
     * @param staleDays for how long the stage has not moved
     */
    List<Opportunity> freshOpportunities(int count, int staleDays) {
        ObjectNode wanted = Common.JSON
                .createObjectNode()
                .put("count", count)
                .put("stage", "qualified")
                .put("amount", 18_000)
                .put("last_activity_days", 2)
                .put("stale_days", staleDays);
        JsonNode answer = send(HttpRequest.newBuilder(URI.create(url + "/admin/seed/opportunities"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(wanted.toString())));
        List<Opportunity> fresh = new ArrayList<>();
        for (int i = 0; i < answer.path("opportunity_ids").size(); i++) {
            fresh.add(new Opportunity(
                    answer.path("opportunity_ids").path(i).asText(),
                    answer.path("account_ids").path(i).asText()));
        }
        if (fresh.size() != count) {
            throw new Failure(
                    ExitCode.CHECK_FAILED, "The sandbox made %d records of %d.".formatted(fresh.size(), count));
        }
        return fresh;
    }

    /** All rows behind the number, over all pages. */
    List<Row> ledger(long after) {
        List<Row> rows = new ArrayList<>();
        long last = after;
        while (true) {
            JsonNode page = send(HttpRequest.newBuilder(URI.create(url + "/ledger?after=" + last)));
            if (page.path("items").isEmpty()) {
                return rows;
            }
            for (JsonNode item : page.path("items")) {
                last = item.path("n").asLong();
                rows.add(new Row(last, item.path("call_id").asText("")));
            }
        }
    }

    private JsonNode send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response =
                    HTTP.send(request.timeout(DEADLINE).build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new Failure(
                        ExitCode.CHECK_FAILED,
                        "The sandbox answered %d to %s.".formatted(response.statusCode(), response.uri()));
            }
            return Common.JSON.readTree(response.body());
        } catch (IOException e) {
            throw new Failure(ExitCode.NOT_REACHABLE, "The sandbox at %s is not reachable.".formatted(url), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.CHECK_FAILED, "interrupted", e);
        }
    }
}
