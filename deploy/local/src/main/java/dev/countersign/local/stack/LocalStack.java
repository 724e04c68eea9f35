package dev.countersign.local.stack;

import dev.countersign.local.kafka.EventTopic;
import dev.countersign.local.kafka.KafkaBroker;
import dev.countersign.local.postgres.PostgresAccess;
import dev.countersign.local.postgres.PostgresCluster;
import dev.countersign.local.process.ChildFailed;
import dev.countersign.local.process.ChildProcess;
import dev.countersign.local.process.ChildSpec;
import dev.countersign.local.process.RunningProcess;
import dev.countersign.local.process.Supervisor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The whole stack, held by this process. Closing it stops everything in order and gives the folder back. */
public final class LocalStack implements AutoCloseable {
    private static final Duration ORPHANS_END = Duration.ofSeconds(15);

    private final Options options;
    private final StackFolder.Lock lock;
    private final Supervisor supervisor;
    private final ControlChannel control;
    private final CountDownLatch down = new CountDownLatch(1);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch closedCompletely = new CountDownLatch(1);
    private volatile boolean ready;
    private volatile @Nullable PostgresAccess postgres;

    /**
     * How a stack is started.
     *
     * @param restart whether a child that dies is started again
     * @param say hears a sentence for each thing that a person should know
     */
    public record Options(
            StackFolder folder,
            Ports ports,
            Applications applications,
            String version,
            boolean restart,
            Consumer<String> say) {}

    private LocalStack(Options options, StackFolder.Lock lock) throws IOException {
        this.options = options;
        this.lock = lock;
        this.supervisor = new Supervisor(options.restart(), options.say(), this::writeState);
        this.control = new ControlChannel(supervisor, down::countDown);
    }

    /**
     * Takes the folder. Nothing is started yet, so that the caller can arrange for {@link #close()}
     * before {@link #start()}, and a Ctrl-C half-way leaves nothing behind.
     */
    public static LocalStack take(Options options) throws StackRefused, IOException {
        options.applications().requireBuilt();
        StackFolder folder = options.folder();
        StackFolder.Lock lock = folder.tryLock().orElse(null);
        if (lock == null) {
            String pid = StackState.read(folder)
                    .flatMap(StackState::launcher)
                    .map(launcher -> Long.toString(launcher.pid()))
                    .orElse("not known yet: it is just starting");
            throw new StackRefused.AlreadyRunning(folder, pid);
        }
        try {
            return new LocalStack(options, lock);
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    /** Starts everything and returns when all parts are ready. */
    public void start() throws StackRefused, ChildFailed, IOException, InterruptedException {
        StackFolder folder = options.folder();
        Ports ports = options.ports();
        awaitOrphans(folder);
        PostgresCluster cluster = PostgresCluster.open(folder.postgres(), ports.postgres());
        cluster.clearTheWay();
        ports.requireFree();
        Credentials.openOrCreate(folder);
        SigningKey.openOrCreate(folder);
        postgres = cluster.access();
        writeState();

        KafkaBroker broker = new KafkaBroker(folder.kafka(), ports.kafka(), ports.kafkaController());
        Map<String, String> secrets = options.applications().sandboxSecrets();
        boot("Postgres", cluster.child());
        boot("Kafka", broker.child());
        boot("sandbox", options.applications().sandbox(ports, cluster.access(), secrets));
        boot(
                "orchestrator",
                options.applications().orchestrator(ports, cluster.access(), broker.bootstrap(), folder, secrets));
        ready = true;
        writeState();
    }

    private void boot(String title, ChildSpec spec) throws ChildFailed, InterruptedException {
        long began = System.nanoTime();
        options.say().accept("starting " + title + " ...");
        supervisor.start(new ChildProcess(spec, options.folder().logs()));
        options.say().accept("%s is ready after %.1f s".formatted(title, (System.nanoTime() - began) / 1e9));
    }

    /** Children of a launcher that was killed end by themselves; this waits for them, then insists. */
    private void awaitOrphans(StackFolder folder) throws IOException, InterruptedException {
        Map<String, RunningProcess> left =
                StackState.read(folder).map(StackState::processes).orElse(Map.of());
        for (Map.Entry<String, RunningProcess> entry : left.entrySet()) {
            RunningProcess process = entry.getValue();
            if (entry.getKey().equals(StackState.LAUNCHER) || process.find().isEmpty()) {
                continue;
            }
            options.say().accept("waiting for the last stack's %s to end".formatted(entry.getKey()));
            if (!process.awaitEnd(ORPHANS_END)) {
                process.find().ifPresent(ProcessHandle::destroyForcibly);
                process.awaitEnd(ORPHANS_END);
            }
        }
    }

    /** What {@code stack.json} says now. */
    public StackState state() {
        Ports ports = options.ports();
        PostgresAccess access = postgres;
        if (access == null) {
            throw new IllegalStateException("The stack has not been started.");
        }
        Map<String, RunningProcess> processes = new LinkedHashMap<>();
        processes.put(StackState.LAUNCHER, RunningProcess.of(ProcessHandle.current()));
        for (String name : supervisor.names()) {
            supervisor.child(name).flatMap(ChildProcess::running).ifPresent(process -> processes.put(name, process));
        }
        String base = "http://127.0.0.1:" + ports.orchestrator();
        return new StackState(
                ready,
                options.version(),
                base,
                base + "/inbox",
                "http://127.0.0.1:" + ports.sandbox(),
                new StackState.Kafka("127.0.0.1:" + ports.kafka(), EventTopic.NAME),
                new StackState.Postgres(access.jdbcUrl(), access.user(), access.password()),
                processes,
                control.address());
    }

    private synchronized void writeState() {
        if (postgres == null) {
            return;
        }
        try {
            state().write(options.folder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when somebody has asked for the end through {@code countersign down}. */
    public void awaitDown() throws InterruptedException {
        down.await();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            awaitClosed();
            return;
        }
        try {
            control.close();
            supervisor.stop();
            ready = false;
            writeState();
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            down.countDown();
            closedCompletely.countDown();
        }
    }

    private void awaitClosed() {
        try {
            closedCompletely.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
