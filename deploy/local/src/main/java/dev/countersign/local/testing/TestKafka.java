package dev.countersign.local.testing;

import dev.countersign.local.kafka.EventTopic;
import dev.countersign.local.kafka.KafkaBroker;
import dev.countersign.local.postgres.DeletedTree;
import dev.countersign.local.process.ChildFailed;
import dev.countersign.local.process.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real Kafka broker for tests, in a JVM of its own on free ports, with the topic of the events. */
public final class TestKafka implements AutoCloseable {
    private final Path folder;
    private final KafkaBroker broker;
    private final ChildProcess child;

    private TestKafka(Path folder, KafkaBroker broker, ChildProcess child) {
        this.folder = folder;
        this.broker = broker;
        this.child = child;
    }

    /** Starts a broker of its own with an empty topic; returns when it is ready. */
    public static TestKafka start() {
        try {
            Path folder = Files.createTempDirectory("countersign-kafka");
            KafkaBroker broker = new KafkaBroker(
                    folder.resolve("kafka"), TestPostgres.FreePorts.one(), TestPostgres.FreePorts.one());
            TestKafka kafka = new TestKafka(folder, broker, new ChildProcess(broker.child(), folder.resolve("logs")));
            Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "stop-test-kafka"));
            kafka.restart();
            return kafka;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String bootstrap() {
        return broker.bootstrap();
    }

    public String topic() {
        return EventTopic.NAME;
    }

    /** Kills the broker with SIGKILL, as a crash would. */
    public void kill() {
        child.running().flatMap(process -> process.find()).ifPresent(ProcessHandle::destroyForcibly);
        while (child.running().isPresent()) {
            Thread.onSpinWait();
        }
    }

    /** Starts the broker again after {@link #kill()}, on the same ports and data. */
    public void restart() {
        try {
            child.start(() -> {}, ended -> {});
        } catch (ChildFailed e) {
            throw new IllegalStateException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while Kafka started", e);
        }
    }

    @Override
    public void close() {
        child.close();
        try {
            DeletedTree.delete(folder);
        } catch (IOException left) {
            // A leftover in the temporary folder harms nobody.
        }
    }
}
