package dev.countersign.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One child of the launcher. Its output goes to a file, never through a pipe, so that it survives
 * the launcher long enough to end in order. Safe for use by several threads.
 */
public final class ChildProcess {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int TAIL_LINES = 8;

    private final ChildSpec spec;
    private final Path log;
    private final ReentrantLock lifecycle = new ReentrantLock();
    private volatile @Nullable Process process;
    private volatile @Nullable Process guard;
    private volatile boolean closed;
    private volatile long startOfLog;

    public ChildProcess(ChildSpec spec, Path logs) {
        this.spec = spec;
        this.log = logs.resolve(spec.name() + ".log");
    }

    public String name() {
        return spec.name();
    }

    /** The live process; empty when it is dead or a zombie. */
    public Optional<RunningProcess> running() {
        Process current = process;
        if (current == null || !current.isAlive() || RunningProcess.hasEnded(current.pid())) {
            return Optional.empty();
        }
        return Optional.of(RunningProcess.of(current.toHandle()));
    }

    /**
     * Starts the child and returns when it is ready. Does nothing if it lives.
     *
     * @param onLaunch told when the process is there but not yet ready
     * @param onExit told once when this start of the child has ended, on any thread
     */
    public void start(Runnable onLaunch, Consumer<Process> onExit) throws ChildFailed, InterruptedException {
        lifecycle.lockInterruptibly();
        try {
            if (running().isPresent()) {
                return;
            }
            Process started = launch();
            Process guarding = guard;
            started.onExit().thenAccept(ended -> {
                disarm(guarding);
                onExit.accept(ended);
            });
            onLaunch.run();
            awaitReady(started, startOfLog);
        } catch (IOException e) {
            throw new ChildFailed(spec.name() + " could not be started: " + e.getMessage(), e);
        } finally {
            lifecycle.unlock();
        }
    }

    private Process launch() throws ChildFailed, IOException {
        try {
            spec.prepare().run();
        } catch (Exception e) {
            throw new ChildFailed(spec.name() + " could not be prepared: " + e.getMessage(), e);
        }
        Files.createDirectories(log.getParent());
        startOfLog = Files.exists(log) ? Files.size(log) : 0;
        ProcessBuilder builder = new ProcessBuilder(ProcessCommand.inOwnSession(spec.command()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("COUNTERSIGN_"));
        builder.environment().putAll(spec.environment());
        Process started = builder.start();
        process = started;
        if (closed) {
            started.destroyForcibly();
            throw new ChildFailed(spec.name() + " is not started: the stack is stopping.");
        }
        if (spec.ending() == ChildSpec.Ending.INTERRUPT) {
            guard = new ProcessBuilder(
                            ProcessCommand.inOwnSession(List.of("sh", "-c", "read line; kill -INT " + started.pid())))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        }
        return started;
    }

    private void awaitReady(Process started, long logStart) throws ChildFailed, InterruptedException {
        Readiness.ChildLog written = new Readiness.ChildLog(log, logStart);
        long deadline = System.nanoTime() + spec.startDeadline().toNanos();
        while (true) {
            try {
                if (spec.readiness().isReady(written) && started.isAlive()) {
                    return;
                }
            } catch (InterruptedException interrupted) {
                throw interrupted;
            } catch (Exception notYet) {
                // Asked again below; what is wrong for good shows as an exit or as the deadline.
            }
            if (started.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ChildFailed("%s ended with exit code %d before it was ready. The end of %s:%n%s"
                        .formatted(spec.name(), started.exitValue(), log, tail(written)));
            }
            if (System.nanoTime() > deadline) {
                stop();
                throw new ChildFailed("%s was not ready after %d s. The end of %s:%n%s"
                        .formatted(spec.name(), spec.startDeadline().toSeconds(), log, tail(written)));
            }
        }
    }

    private static String tail(Readiness.ChildLog written) {
        try {
            // The frames of a stack trace would crowd out what it is about.
            List<String> lines = written.sinceStart()
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("\tat ") && !line.startsWith("\t..."))
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException unreadable) {
            return "(the log cannot be read)";
        }
    }

    /** Whether the child answers now. */
    public boolean isReady() {
        try {
            return running().isPresent() && spec.readiness().isReady(new Readiness.ChildLog(log, startOfLog));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } catch (Exception notReady) {
            return false;
        }
    }

    /** True when the process ended by itself within the time. */
    boolean endsWithin(Duration patience) throws InterruptedException {
        Process current = process;
        return current == null || current.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Stops the child for good: a start that is under way elsewhere does not bring it back. */
    public void close() {
        closed = true;
        stop();
    }

    /** Asks the child to end, then insists. Returns when it is gone. */
    public void stop() {
        Process current = process;
        if (current == null || !current.isAlive()) {
            disarm(guard);
            return;
        }
        try {
            ask(current);
            if (!current.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                current.destroy();
                if (!current.waitFor(5, TimeUnit.SECONDS)) {
                    current.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
                }
            }
        } catch (IOException e) {
            current.destroyForcibly();
        } catch (InterruptedException e) {
            current.destroyForcibly();
            Thread.currentThread().interrupt();
        } finally {
            disarm(guard);
        }
    }

    private void ask(Process current) throws IOException, InterruptedException {
        switch (spec.ending()) {
            case STANDARD_INPUT -> current.getOutputStream().close();
            case INTERRUPT -> RunningProcess.interrupt(current.pid());
        }
    }

    /** The guard must never outlive its child: its pid may belong to somebody else by then. */
    private static void disarm(@Nullable Process armed) {
        if (armed != null) {
            armed.destroyForcibly();
        }
    }
}
