package dev.countersign.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.cli.api.ApiClient;
import dev.countersign.cli.api.Connection;
import dev.countersign.local.stack.StackFolder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of every command, and its two voices: results to standard output, the rest to standard error. */
public final class Common {
    public static final ObjectMapper JSON = new ObjectMapper();

    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder of the stack (default: .countersign beside the launcher).")
    @Nullable
    Path data;

    @Option(
            names = "--as",
            paramLabel = "PERSON",
            description = "Act as this person of the local stack (default: dana).")
    @Nullable
    String person;

    @Option(names = "--json", description = "Write results as JSON to standard output.")
    boolean json;

    public boolean json() {
        return json;
    }

    /** The repository that the launcher belongs to. */
    public static Path repository() {
        String home = System.getProperty("countersign.home");
        return Path.of(home == null ? "" : home).toAbsolutePath().normalize();
    }

    public StackFolder folder() {
        return new StackFolder(data == null ? repository().resolve(".countersign") : data);
    }

    /** The API as the person of {@code --as}. */
    public ApiClient api() {
        return new ApiClient(Connection.find(folder(), data != null, person, System.getenv()));
    }

    /** The API of the local stack as somebody else. */
    public ApiClient apiAs(String somebody) {
        return new ApiClient(Connection.local(folder(), somebody));
    }

    /** Progress, questions and errors. */
    public void say(String text) {
        spec().commandLine().getErr().println(text);
        spec().commandLine().getErr().flush();
    }

    /** A result for a person. */
    public void print(String text) {
        spec().commandLine().getOut().println(text);
        spec().commandLine().getOut().flush();
    }

    /** A result for a program: one line. */
    public void printJson(JsonNode value) {
        try {
            print(JSON.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("The options belong to no command.");
        }
        return spec;
    }
}
