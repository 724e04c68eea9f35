package dev.countersign.local.stack;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who may do what in a local stack, with the tokens: written once, kept as long as the data. */
public record Credentials(
        List<Person> people,
        List<Agent> agents,
        @JsonProperty("link_key") String linkKey) {
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private static final SecureRandom RANDOM = new SecureRandom();

    public Credentials {
        people = List.copyOf(people);
        agents = List.copyOf(agents);
    }

    /** A person of the local stack; {@code mail} is null in credentials of an older version. */
    public record Person(
            String id,
            String name,
            List<String> roles,
            List<String> groups,
            String token,
            @Nullable String mail) {}

    /** A key that acts, and never votes. */
    public record Agent(String id, String owner, List<String> scopes, String token) {}

    public Optional<Person> person(String id) {
        return people.stream().filter(person -> person.id().equals(id)).findFirst();
    }

    /** Reads the file, or writes it the first time. */
    static Credentials openOrCreate(StackFolder folder) throws IOException {
        if (Files.exists(folder.credentials())) {
            return read(folder);
        }
        Credentials fresh = new Credentials(
                List.of(
                        person("maya", "Maya Lindqvist", "approver", List.of("revops")),
                        person("lee", "Lee Carter", "approver", List.of("revops", "finance")),
                        person("noor", "Noor Haddad", "approver", List.of("finance")),
                        person("dana", "Dana Reyes", "developer", List.of()),
                        person("omar", "Omar Okafor", "operator", List.of())),
                List.of(new Agent("demo-agent", "dana", List.of("runs.start", "calls.read"), "csa_" + randomText())),
                randomText());
        StackFolder.writePrivately(
                folder.credentials(), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(fresh));
        return fresh;
    }

    public static Credentials read(StackFolder folder) throws IOException {
        return JSON.readValue(folder.credentials().toFile(), Credentials.class);
    }

    private static Person person(String id, String name, String role, List<String> groups) {
        return new Person(id, name, List.of(role), groups, "csp_" + randomText(), id + "@countersign.example");
    }

    static String randomText() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
