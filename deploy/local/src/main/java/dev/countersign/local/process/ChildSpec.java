package dev.countersign.local.process;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a child is: how it is started, when it counts as ready, and how it is asked to end.
 *
 * @param environment what the child gets on top of the launcher's environment without its secrets
 * @param prepare runs before every start, also before a restart after a crash
 */
public record ChildSpec(
        String name,
        List<String> command,
        Map<String, String> environment,
        Preparation prepare,
        Readiness readiness,
        Duration startDeadline,
        Ending ending) {

    public ChildSpec {
        Objects.requireNonNull(name);
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        Objects.requireNonNull(prepare);
        Objects.requireNonNull(readiness);
        Objects.requireNonNull(startDeadline);
        Objects.requireNonNull(ending);
    }

    /** Makes the ground ready for a start, for example after a crash. */
    @FunctionalInterface
    public interface Preparation {
        Preparation NONE = () -> {};

        void run() throws Exception;
    }

    /** How a child is asked to end. */
    public enum Ending {
        /** The child ends by itself when its standard input closes, even if the launcher was killed. */
        STANDARD_INPUT,
        /** The child wants SIGINT; a guard process sends it if the launcher is killed. */
        INTERRUPT
    }
}
