package dev.countersign.cli.api;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.local.stack.Credentials;
import dev.countersign.local.stack.StackFolder;
import dev.countersign.local.stack.StackState;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where the API is and with which token. */
public record Connection(String baseUrl, String token) {
    public static final String DEFAULT_PERSON = "dana";

    /**
     * COUNTERSIGN_URL leads elsewhere, unless a data folder was named; otherwise the local stack.
     *
     * @param person who acts on the local stack; null for the default
     */
    public static Connection find(
            StackFolder folder, boolean folderNamed, @Nullable String person, Map<String, String> environment) {
        String url = environment.get("COUNTERSIGN_URL");
        if (url == null || url.isBlank() || folderNamed) {
            return local(folder, person == null ? DEFAULT_PERSON : person);
        }
        String token = environment.get("COUNTERSIGN_TOKEN");
        if (token == null || token.isBlank()) {
            throw new Failure(
                    ExitCode.USAGE, "COUNTERSIGN_URL is set, COUNTERSIGN_TOKEN is not. Set it to a bearer token.");
        }
        return new Connection(url.replaceAll("/+$", ""), token);
    }

    /** The running local stack, as one of its people. */
    public static Connection local(StackFolder folder, String person) {
        StackState state = running(folder);
        Credentials credentials = credentials(folder);
        Credentials.Person found = credentials
                .person(person)
                .orElseThrow(() -> new Failure(
                        ExitCode.USAGE,
                        "There is no %s in the local stack; there are %s."
                                .formatted(
                                        person,
                                        credentials.people().stream()
                                                .map(Credentials.Person::id)
                                                .collect(Collectors.joining(", ")))));
        return new Connection(state.baseUrl(), found.token());
    }

    /** The stack that runs on the folder, or the sentence that none does. */
    public static StackState running(StackFolder folder) {
        try {
            return StackState.ofRunning(folder)
                    .orElseThrow(() -> new Failure(
                            ExitCode.NOT_REACHABLE,
                            "No stack runs on %s. Start it with: countersign up".formatted(folder.root())));
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.NOT_REACHABLE, "%s cannot be read: %s".formatted(folder.stackFile(), e.getMessage()), e);
        }
    }

    public static Credentials credentials(StackFolder folder) {
        try {
            return Credentials.read(folder);
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.NOT_REACHABLE, "%s cannot be read: %s".formatted(folder.credentials(), e.getMessage()), e);
        }
    }

    @Override
    public String toString() {
        return baseUrl;
    }
}
