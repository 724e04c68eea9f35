package dev.countersign.orchestrator.principal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.ui.signin.SignInDesk;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The personas of the local stack and their single-use sign-in links. Built only for the local and test profiles: a
 * production artefact does not contain this bean.
 */
@Singleton
@IfBuildProfile(anyOf = {"local", "test", "dev"})
public class LocalPeople implements SignInDesk {
    private static final Duration SESSION = Duration.ofHours(12);
    private static final Duration LINK = Duration.ofHours(12);

    private final People people;
    private final Optional<Path> credentials;

    public LocalPeople(
            People people, @ConfigProperty(name = "countersign.local.credentials") Optional<Path> credentials) {
        this.people = people;
        this.credentials = credentials;
    }

    void load(@Observes StartupEvent event) throws IOException {
        if (credentials.isPresent()) {
            learn(Rows.JSON.readTree(Files.readString(credentials.get())));
        }
    }

    private void learn(JsonNode document) {
        for (JsonNode person : document.path("people")) {
            people.learn(
                    new Caller.Person(
                            person.path("id").asText(),
                            person.path("name").asText(person.path("id").asText()),
                            texts(person.path("roles")),
                            texts(person.path("groups"))),
                    person.path("mail").isTextual() ? person.path("mail").asText() : null,
                    new Secret(person.path("token").asText()));
        }
        for (JsonNode agent : document.path("agents")) {
            people.learn(
                    new Caller.Agent(
                            agent.path("id").asText(), agent.path("owner").asText("dana"), texts(agent.path("scopes"))),
                    new Secret(agent.path("token").asText()));
        }
    }

    private static Set<String> texts(JsonNode array) {
        var texts = new HashSet<String>();
        array.forEach(node -> texts.add(node.asText()));
        return texts;
    }

    /** A fresh link's token for a person, and how long it can be used. Empty when there is no such person. */
    public Optional<Offer> offer(String person) {
        return people.person(person).map(known -> new Offer(people.offerLink(known.id(), LINK), LINK));
    }

    @Override
    public Optional<String> whose(String token) {
        return people.linkOf(new Secret(token));
    }

    @Override
    public Optional<Session> redeem(String token) {
        return people.useLink(new Secret(token))
                .map(person -> new Session(people.openSession(person, SESSION).value(), SESSION, false));
    }

    @Override
    public void end(String session) {
        people.endSession(new Secret(session));
    }

    /** A link's token. */
    public record Offer(Secret token, Duration lives) {}
}
