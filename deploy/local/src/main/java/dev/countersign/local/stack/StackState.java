package dev.countersign.local.stack;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.local.process.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code stack.json} says: where the parts are and which processes they are.
 *
 * @param ready whether the start was completed; whether the parts answer now is another question
 */
public record StackState(
        boolean ready,
        String version,
        @JsonProperty("base_url") String baseUrl,
        @JsonProperty("inbox_url") String inboxUrl,
        @JsonProperty("sandbox_url") String sandboxUrl,
        Kafka kafka,
        Postgres postgres,
        Map<String, RunningProcess> processes,
        Control control) {
    public static final String LAUNCHER = "launcher";
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    public StackState {
        processes = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(processes));
    }

    /** Where the events are. */
    public record Kafka(String bootstrap, String topic) {}

    /** How to reach the database. */
    public record Postgres(@JsonProperty("jdbc_url") String jdbcUrl, String user, String password) {}

    /** How the command line talks to the running launcher. */
    public record Control(int port, String secret) {}

    /** The launcher, if it lives. */
    public Optional<ProcessHandle> launcher() {
        return Optional.ofNullable(processes.get(LAUNCHER)).flatMap(RunningProcess::find);
    }

    void write(StackFolder folder) throws IOException {
        StackFolder.writePrivately(
                folder.stackFile(), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
    }

    /** What the last launcher of this folder wrote; it may be dead since. */
    public static Optional<StackState> read(StackFolder folder) throws IOException {
        if (!Files.exists(folder.stackFile())) {
            return Optional.empty();
        }
        return Optional.of(JSON.readValue(folder.stackFile().toFile(), StackState.class));
    }

    /** The state of the stack that runs on this folder now; empty when none does. */
    public static Optional<StackState> ofRunning(StackFolder folder) throws IOException {
        return folder.isLocked() ? read(folder).filter(state -> state.launcher().isPresent()) : Optional.empty();
    }
}
