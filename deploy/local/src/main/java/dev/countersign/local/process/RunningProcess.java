package dev.countersign.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A process that was seen once, by pid and start time, so that a pid that the system has given to
 * somebody else in the meantime is never touched.
 */
public record RunningProcess(long pid, long startedAtMillis) {
    private static final Path PROCESSES = Path.of("/proc");
    private static final Duration POLL = Duration.ofMillis(50);

    public static RunningProcess of(ProcessHandle handle) {
        return new RunningProcess(
                handle.pid(),
                handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
    }

    /** The live process, if it still is the same one. A zombie does not count. */
    public Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(handle -> !hasEnded(pid))
                .filter(handle -> of(handle).startedAtMillis() == startedAtMillis);
    }

    /** True for a process that has ended, whether or not somebody has waited for it. */
    public static boolean hasEnded(long pid) {
        try {
            String stat = Files.readString(PROCESSES.resolve(Long.toString(pid)).resolve("stat"));
            // The name in parentheses may hold anything, so the state is looked for behind the last one.
            String state = stat.substring(stat.lastIndexOf(')') + 1).trim();
            return state.startsWith("Z") || state.startsWith("X");
        } catch (IOException notThere) {
            // Where there is no such folder at all, only the JVM knows.
            return Files.exists(PROCESSES.resolve("self"));
        }
    }

    /** Waits until the process is gone; false when the time is over first. */
    public boolean awaitEnd(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (find().isPresent()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
        }
        return true;
    }

    /** Asks with SIGINT, which Java cannot send by itself; Postgres takes it as a fast shutdown. */
    public static void interrupt(long pid) throws IOException, InterruptedException {
        new ProcessBuilder("sh", "-c", "kill -INT " + pid)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor(5, TimeUnit.SECONDS);
    }
}
