package dev.countersign.local.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the children alive: one that dies is started again after two seconds, and said so, unless
 * restarts are off. Stops them in the reverse order of their start.
 */
public final class Supervisor {
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration DYING = Duration.ofSeconds(2);

    private final Map<String, ChildProcess> children = new LinkedHashMap<>();
    private final ReentrantLock stopLock = new ReentrantLock();
    private final boolean restart;
    private final Consumer<String> say;
    private final Runnable changed;
    private volatile boolean stopping;

    /**
     * @param say hears a sentence for each thing that a person should know
     * @param changed told after a child has got another pid, or none
     */
    public Supervisor(boolean restart, Consumer<String> say, Runnable changed) {
        this.restart = restart;
        this.say = say;
        this.changed = changed;
    }

    /** Starts a child and returns when it is ready. */
    public void start(ChildProcess child) throws ChildFailed, InterruptedException {
        if (stopping) {
            throw new ChildFailed(child.name() + " is not started: the stack is stopping.");
        }
        synchronized (children) {
            children.put(child.name(), child);
        }
        boot(child);
    }

    private void boot(ChildProcess child) throws ChildFailed, InterruptedException {
        // A child that dies before it was ever ready is told about by the exception, not as a death.
        StartWatch watch = new StartWatch(child);
        try {
            child.start(changed, watch::ended);
            watch.ready();
        } finally {
            changed.run();
        }
    }

    private final class StartWatch {
        private final ChildProcess child;
        private boolean ready;
        private @Nullable Process ended;

        StartWatch(ChildProcess child) {
            this.child = child;
        }

        void ended(Process process) {
            synchronized (this) {
                ended = process;
                if (!ready) {
                    return;
                }
            }
            died(child, process);
        }

        void ready() {
            Process tooEarly;
            synchronized (this) {
                ready = true;
                tooEarly = ended;
            }
            if (tooEarly != null) {
                died(child, tooEarly);
            }
        }
    }

    private void died(ChildProcess child, Process process) {
        if (stopping) {
            return;
        }
        changed.run();
        String what = "%s (pid %d) ended with exit code %d".formatted(child.name(), process.pid(), process.exitValue());
        if (!restart) {
            say.accept("%s; it stays down: countersign start %s".formatted(what, child.name()));
            return;
        }
        say.accept("%s; starting it again in %d s".formatted(what, PAUSE.toSeconds()));
        Thread.ofVirtual().name("restart-" + child.name()).start(() -> restart(child));
    }

    private void restart(ChildProcess child) {
        Duration pause = PAUSE;
        while (!stopping && child.running().isEmpty()) {
            try {
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
                if (stopping || child.running().isPresent()) {
                    return;
                }
                boot(child);
                child.running()
                        .ifPresent(
                                process -> say.accept("%s runs again, pid %d".formatted(child.name(), process.pid())));
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (ChildFailed e) {
                Duration doubled = pause.multipliedBy(2);
                pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
                say.accept("%s The next attempt is in %d s.".formatted(e.getMessage(), pause.toSeconds()));
            }
        }
    }

    /** What became of a request to start a child by name. */
    public sealed interface Started {
        record Now(long pid) implements Started {}

        record Already(long pid) implements Started {}

        record Unknown(List<String> names) implements Started {}

        record Failed(String reason) implements Started {}
    }

    /** Starts the named child if it is dead, dying or a zombie. */
    public Started startNow(String name) throws InterruptedException {
        Optional<ChildProcess> found = child(name);
        if (found.isEmpty()) {
            return new Started.Unknown(names());
        }
        ChildProcess child = found.get();
        // One that was just killed may look alive for a moment.
        if (child.running().isPresent() && !child.endsWithin(DYING)) {
            Optional<RunningProcess> alive = child.running();
            if (alive.isPresent()) {
                return new Started.Already(alive.get().pid());
            }
        }
        try {
            boot(child);
            return child.running()
                    .<Started>map(process -> new Started.Now(process.pid()))
                    .orElseGet(() -> new Started.Failed(name + " ended at once."));
        } catch (ChildFailed e) {
            return new Started.Failed(String.valueOf(e.getMessage()));
        }
    }

    public Optional<ChildProcess> child(String name) {
        synchronized (children) {
            return Optional.ofNullable(children.get(name));
        }
    }

    public List<String> names() {
        synchronized (children) {
            return List.copyOf(children.keySet());
        }
    }

    /** Stops all children, the last one first. Returns when none is left; a second call waits for the first. */
    public void stop() {
        stopping = true;
        stopLock.lock();
        try {
            List<ChildProcess> order;
            synchronized (children) {
                order = new ArrayList<>(children.values());
            }
            for (ChildProcess child : order.reversed()) {
                if (child.running().isPresent()) {
                    say.accept("stopping " + child.name());
                }
                child.close();
            }
        } finally {
            stopLock.unlock();
        }
    }
}
