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
                .filter(handle -> !isZombie(pid))
                .filter(handle -> of(handle).startedAtMillis() == startedAtMillis);
    }

    /** True for a process that has ended but that nobody has waited for. */
    public static boolean isZombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            // The name in parentheses may hold anything, so the state is looked for behind the last one.
            String state = stat.substring(stat.lastIndexOf(')') + 1).trim();
            return state.startsWith("Z") || state.startsWith("X");
        } catch (IOException notThere) {
            return false;
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
