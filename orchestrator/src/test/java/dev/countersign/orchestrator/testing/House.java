package dev.countersign.orchestrator.testing;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.transition.Rows;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/** The running product through its outer interface, and short words for what tests do with it. */
public final class House {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final AtomicBoolean FURNISHED = new AtomicBoolean();
    private static final Set<String> ENDED = Set.of("completed", "failed", "cancelled");

    /** Every tool of the sandbox without limits, guards or dedupe: each test adds what it is about. */
    public static final String PLAIN = """
            {"tools": {
              "crm.get_lead": {"mode": "permit"}, "crm.search_accounts": {"mode": "permit"},
              "crm.get_account": {"mode": "permit"}, "crm.get_open_opportunities": {"mode": "permit"},
              "crm.get_recent_activity": {"mode": "permit"}, "crm.create_lead": {"mode": "permit"},
              "crm.create_task": {"mode": "permit"}, "crm.log_activity": {"mode": "permit"},
              "crm.update_lead_status": {"mode": "permit"}, "enrichment.enrich_company": {"mode": "permit"},
              "email.draft_email": {"mode": "permit"},
              "crm.create_contact": {"mode": "deny", "title": "No contacts", "because": "No contact ${arguments.email}"},
              "crm.update_owner": {"mode": "require_approval", "tier": "T3", "groups": ["revops"], "quorum": 2,
                "title": "Reassign", "because": "${before.owner} to ${arguments.owner}"},
              "crm.update_opportunity_stage": {"mode": "require_approval", "tier": "T1", "groups": ["revops"],
                "ttl": "PT4H", "title": "Stage move",
                "because": "Every stage move is confirmed: ${before.stage} to ${arguments.stage}"},
              "crm.merge_accounts": {"mode": "permit"}}}""";

    private final URI base;
    public final Sandbox sandbox = new Sandbox();

    House(URI base) {
        this.base = base;
    }

    // ---- the wire -------------------------------------------------------------------------------------------------

    public Answer get(String persona, String path) {
        return send(persona, "GET", path, null, Map.of());
    }

    public Answer post(String persona, String path, String body) {
        return send(persona, "POST", path, body, Map.of());
    }

    /** @param headers may replace {@code Content-Type}, which is application/json unless said */
    public Answer send(
            @Nullable String persona, String method, String path, @Nullable String body, Map<String, String> headers) {
        var all = new HashMap<String, String>();
        if (body != null) {
            all.put("Content-Type", "application/json");
        }
        if (persona != null) {
            all.put("Authorization", "Bearer " + Personas.token(persona));
        }
        all.putAll(headers);
        return Http.send(method, base.resolve(path), all, body);
    }

    /** A page as somebody sees it who has just signed in. */
    public String page(String persona, String path) {
        return opened(persona, path).ok().asText();
    }

    /** The same with its headers. */
    public Answer opened(String persona, String path) {
        String token = post("dana", "/api/local/sign-in-links", "{\"person\": \"" + persona + "\"}")
                .ok()
                .path("token")
                .asText();
        Answer signedIn = Http.send(
                "POST",
                base.resolve("/sign-in"),
                Map.of("Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "same-origin"),
                "token=" + token);
        String cookie =
                signedIn.headers().firstValue("set-cookie").orElseThrow().split(";", 2)[0];
        return Http.send("GET", base.resolve(path), Map.of("Cookie", cookie), null);
    }

    // ---- registries and policy ------------------------------------------------------------------------------------

    /** Registers the demonstration's connectors, once for all tests. */
    void furnish() {
        if (FURNISHED.getAndSet(true)) {
            return;
        }
        for (String connector : List.of("crm", "email", "calendar", "enrichment")) {
            registerYaml("connectors", resource("demo/connectors/" + connector + ".yaml"));
        }
    }

    public Answer registerYaml(String registry, String document) {
        Answer answer = send("dana", "POST", "/api/" + registry, document, Map.of("Content-Type", "application/yaml"));
        answer.ok();
        return answer;
    }

    public static String resource(String name) {
        try (InputStream in = Thread.currentThread().getContextClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new AssertionError(name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Activates policy data whatever was active before; returns the revision. */
    public String policy(String data) {
        JsonNode active = get("dana", "/api/policy").ok();
        String revision = active.path("revision").asText();
        if (Rows.parse(data).equals(active.path("data"))) {
            return revision;
        }
        Answer answer = send("dana", "PUT", "/api/policy/data", data, Map.of("If-Match", revision));
        String next = answer.ok().path("revision").asText();
        if (answer.status() == 202) {
            activate("omar", next).ok();
        }
        return next;
    }

    /** The active revision's name. */
    public String revision() {
        return get("dana", "/api/policy").ok().path("revision").asText();
    }

    public Answer activate(String persona, String revision) {
        return post(persona, "/api/policy/activations", "{\"revision\": \"" + revision + "\"}");
    }

    /** Uploads a bundle; a part that is null is left out. */
    public Answer upload(String persona, byte @Nullable [] bundle, @Nullable String signature) {
        return Http.form(
                base.resolve("/api/policy/bundles"),
                Map.of("Authorization", "Bearer " + Personas.token(persona)),
                bundle,
                signature);
    }

    /** The status of an upload that the server may cut off before it has read it. */
    public int uploadStatus(String persona, byte[] bundle) {
        return upload(persona, bundle, "x").status();
    }

    /** What a GET answers, as bytes. */
    public HttpResponse<byte[]> bytes(String persona, String path, Map<String, String> headers) {
        var all = new HashMap<>(headers);
        all.put("Authorization", "Bearer " + Personas.token(persona));
        return Http.bytes(base.resolve(path), all);
    }

    /** Where the product is, for other programs. */
    public URI base() {
        return base;
    }

    /** The plain data with some members replaced, as a JSON Merge Patch would. */
    public String policyWith(String patch) {
        try {
            var plain = (ObjectNode) Rows.JSON.readTree(PLAIN);
            merge(plain, (ObjectNode) Rows.JSON.readTree(patch));
            return policy(Rows.text(plain));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void merge(ObjectNode into, ObjectNode patch) {
        patch.properties().forEach(member -> {
            if (member.getValue().isNull()) {
                into.remove(member.getKey());
            } else if (into.get(member.getKey()) instanceof ObjectNode old
                    && member.getValue() instanceof ObjectNode more) {
                merge(old, more);
            } else {
                into.set(member.getKey(), member.getValue());
            }
        });
    }

    /** A new workflow's id. {@code rest} is YAML: tools, model and what else is not the default. */
    public String workflow(String rest) {
        String id = "test-" + NUMBER.incrementAndGet();
        String stage = rest.startsWith("stage:") || rest.contains("\nstage:") ? "" : "stage: approvals\n";
        registerYaml("workflows", "kind: Workflow\nid: " + id + "\nversion: 1\n" + stage + rest);
        return id;
    }

    /** A workflow that makes one call, given as a YAML flow mapping, and then says how it was answered. */
    public String oneCall(String tool, String arguments) {
        return workflow("""
                tools: [{name: %1$s}]
                model:
                  kind: scripted
                  turns:
                  - {calls: [{id: c1, tool: %1$s, arguments: %2$s}]}
                  - {when: {result: c1, pointer: /structured_content/status, equals: refused}, say: "${c1.structured_content.code} ${c1.structured_content.retry}: ${c1.structured_content.next}"}
                  - say: done
                """.formatted(tool, arguments));
    }

    // ---- runs -----------------------------------------------------------------------------------------------------

    public String start(String workflow) {
        return start(workflow, "{}");
    }

    public String start(String workflow, String input) {
        return start("dana", workflow, input);
    }

    public String start(String persona, String workflow, String input) {
        return post(persona, "/api/runs", "{\"workflow\": \"" + workflow + "\", \"input\": " + input + "}")
                .ok()
                .path("id")
                .asText();
    }

    public JsonNode run(String id) {
        return get("omar", "/api/runs/" + id).ok();
    }

    public static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .pollDelay(Duration.ZERO);
    }

    /** The run when it has ended. */
    public JsonNode ended(String run) {
        return soon().until(
                        () -> run(run), now -> ENDED.contains(now.path("state").asText()));
    }

    /** The run when it sleeps; a run that ends instead fails the test and says how it ended. */
    public JsonNode parked(String run) {
        JsonNode now = soon().until(
                        () -> run(run), seen -> !seen.path("state").asText().equals("running"));
        if (!now.path("state").asText().equals("parked")) {
            throw new AssertionError("the run does not wait: " + now + " " + calls(run));
        }
        return now;
    }

    /** Starts a one-call workflow and waits for its end. */
    public JsonNode play(String workflow) {
        return ended(start(workflow));
    }

    public List<JsonNode> calls(String run) {
        return items("/api/calls?limit=200&run=" + run);
    }

    public JsonNode onlyCall(String run) {
        List<JsonNode> calls = calls(run);
        if (calls.size() != 1) {
            throw new AssertionError("one call was expected: " + calls);
        }
        return calls.getFirst();
    }

    public JsonNode call(JsonNode call) {
        return get("omar", "/api/calls/" + call.path("id").asText()).ok();
    }

    private List<JsonNode> items(String path) {
        var found = new ArrayList<JsonNode>();
        get("omar", path).ok().path("items").forEach(found::add);
        return found;
    }

    public List<JsonNode> events(String run) {
        return items("/api/runs/" + run + "/events?limit=200");
    }

    /** The names of a run's events without prefix and version. */
    public List<String> story(String run) {
        return events(run).stream()
                .map(event -> event.path("type")
                        .asText()
                        .replace("dev.countersign.", "")
                        .replace(".v1", ""))
                .toList();
    }

    // ---- approvals ------------------------------------------------------------------------------------------------

    /** The only approval of a run, as soon as the run sleeps on it. */
    public JsonNode asked(String run) {
        parked(run);
        List<JsonNode> approvals = items("/api/approvals?run=" + run);
        if (approvals.size() != 1) {
            throw new AssertionError("one approval was expected: " + approvals);
        }
        return approval(approvals.getFirst());
    }

    public JsonNode approval(JsonNode approval) {
        return get("maya", "/api/approvals/" + approval.path("id").asText()).ok();
    }

    public Answer approve(String persona, JsonNode approval) {
        return vote(persona, approval, "\"verdict\": \"approve\"");
    }

    public Answer reject(String persona, JsonNode approval, String reason) {
        return vote(persona, approval, "\"verdict\": \"reject\", \"reason\": " + reason);
    }

    /** Takes a grant back. */
    public Answer undo(String persona, JsonNode approval) {
        return post(
                persona,
                "/api/approvals/" + approval.path("id").asText() + "/undo",
                "{\"digest\": \"" + approval.path("digest").asText() + "\"}");
    }

    /** Asks for what failed after this approval again. */
    public Answer again(String persona, JsonNode approval) {
        return post(
                persona,
                "/api/approvals/" + approval.path("id").asText() + "/again",
                "{\"digest\": \"" + approval.path("digest").asText() + "\"}");
    }

    public Answer vote(String persona, JsonNode approval, String members) {
        return post(
                persona,
                "/api/approvals/" + approval.path("id").asText() + "/votes",
                "{\"digest\": \"" + approval.path("digest").asText() + "\", " + members + "}");
    }

    /** A run that waits for a yes to moving an opportunity to stage proposal. */
    public String stageMove(String opportunity) {
        return start(oneCall("crm.update_opportunity_stage", "{opportunity_id: " + opportunity + ", stage: proposal}"));
    }
}
