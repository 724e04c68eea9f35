package dev.countersign.cli.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.api.ApiClient;
import dev.countersign.cli.api.Connection;
import dev.countersign.local.stack.Credentials;
import dev.countersign.local.stack.StackFolder;
import dev.countersign.local.stack.StackState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code up --json} and {@code status --json} say about a running stack. */
public final class StackView {
    private static final List<String> PROCESSES = List.of("launcher", "orchestrator", "sandbox", "postgres", "kafka");
    private static final String ISSUER = "omar";

    private StackView() {}

    /** Each person's sign-in link is a fresh one; null while the orchestrator does not answer. */
    public static ObjectNode of(StackFolder folder) {
        StackState state = Connection.running(folder);
        Credentials credentials = Connection.credentials(folder);
        ApiClient issuer = new ApiClient(Connection.local(folder, ISSUER));
        boolean ready = state.ready() && issuer.isReady();

        ObjectNode view = JsonNodeFactory.instance.objectNode();
        view.put("ready", ready);
        view.put("version", state.version());
        view.put("base_url", state.baseUrl());
        view.put("inbox_url", state.inboxUrl());
        view.putNull("mcp_url");
        view.put("sandbox_url", state.sandboxUrl());
        view.putObject("kafka")
                .put("bootstrap", state.kafka().bootstrap())
                .put("topic", state.kafka().topic());
        view.putObject("postgres")
                .put("jdbc_url", state.postgres().jdbcUrl())
                .put("user", state.postgres().user())
                .put("password", state.postgres().password());
        pids(view.putObject("pids"), state);
        ArrayNode people = view.putArray("people");
        for (Credentials.Person person : credentials.people()) {
            ObjectNode shown = people.addObject().put("id", person.id()).put("name", person.name());
            person.roles().forEach(shown.putArray("roles")::add);
            person.groups().forEach(shown.putArray("groups")::add);
            shown.put("token", person.token());
            shown.put("sign_in_url", ready ? linkOrNull(issuer, state, person.id()) : null);
        }
        ArrayNode agents = view.putArray("agents");
        credentials
                .agents()
                .forEach(agent -> agents.addObject().put("id", agent.id()).put("token", agent.token()));
        return view;
    }

    private static void pids(ObjectNode pids, StackState state) {
        for (String name : PROCESSES) {
            var process = state.processes().get(name);
            if (process == null || process.find().isEmpty()) {
                pids.putNull(name);
            } else {
                pids.put(name, process.pid());
            }
        }
    }

    private static @Nullable String linkOrNull(ApiClient issuer, StackState state, String person) {
        try {
            return link(issuer, state, person);
        } catch (Failure notNow) {
            return null;
        }
    }

    /** A fresh link that signs the person in once. */
    public static String signInLink(StackFolder folder, String person) {
        return link(new ApiClient(Connection.local(folder, ISSUER)), Connection.running(folder), person);
    }

    private static String link(ApiClient issuer, StackState state, String person) {
        ObjectNode asked = JsonNodeFactory.instance.objectNode().put("person", person);
        String token = issuer.post("/api/local/sign-in-links", asked)
                .body()
                .path("token")
                .asText();
        return state.baseUrl() + "/sign-in?token=" + token;
    }

    /** The same for a person at a terminal. */
    public static String text(ObjectNode view) {
        StringBuilder text = new StringBuilder();
        text.append(view.path("ready").asBoolean() ? "Countersign is ready." : "Countersign is not ready.");
        text.append("\n  inbox    ").append(view.path("inbox_url").asText());
        text.append("\n  API      ").append(view.path("base_url").asText()).append("/q/openapi");
        text.append("\n  sandbox  ").append(view.path("sandbox_url").asText());
        text.append("\n  Kafka    ")
                .append(view.path("kafka").path("bootstrap").asText())
                .append("  topic ")
                .append(view.path("kafka").path("topic").asText());
        text.append("\n  Postgres ")
                .append(view.path("postgres").path("jdbc_url").asText());
        text.append("\n  pids    ");
        view.path("pids").properties().forEach(entry -> text.append(' ')
                .append(entry.getKey())
                .append(' ')
                .append(entry.getValue().isNull() ? "dead" : entry.getValue().asText()));
        text.append("\nSign in (each link works once):");
        view.path("people")
                .forEach(person -> text.append("\n  %-5s %-22s %s"
                        .formatted(
                                person.path("id").asText(),
                                person.path("roles").path(0).asText() + groups(person.path("groups")),
                                person.path("sign_in_url").asText("not now"))));
        return text.toString();
    }

    private static String groups(JsonNode groups) {
        List<String> names = new ArrayList<>();
        groups.forEach(group -> names.add(group.asText()));
        return names.isEmpty() ? "" : " " + String.join(",", names);
    }
}
