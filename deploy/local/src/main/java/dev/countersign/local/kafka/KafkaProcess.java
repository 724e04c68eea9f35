package dev.countersign.local.kafka;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * Main class of the broker's own JVM: one node that is broker and controller. Arguments: data
 * folder, port for clients, port for the controller. Writes a line that begins with READY once the
 * topic is there, and ends when its standard input closes.
 */
public final class KafkaProcess {
    private static final int NODE = 1;
    private static final Duration SHUTDOWN = Duration.ofSeconds(12);

    private KafkaProcess() {}

    public static void main(String[] arguments) throws Exception {
        Logger.getLogger("").setLevel(Level.WARNING);
        Path data = Path.of(arguments[0]);
        int clients = Integer.parseInt(arguments[1]);
        int controller = Integer.parseInt(arguments[2]);

        format(data);
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings(data, clients, controller)), Time.SYSTEM);
        Thread.ofPlatform().daemon().name("standard-input").start(() -> endWithStandardInput());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> shutDown(server), "stop-broker"));
        server.startup();
        String bootstrap = "127.0.0.1:" + clients;
        createTopic(bootstrap);
        System.out.println("READY " + bootstrap);
        server.awaitShutdown();
    }

    /** Formatting again would start an empty log, so it happens only where there is none. */
    private static void format(Path data) throws Exception {
        if (Files.exists(data.resolve("meta.properties"))) {
            return;
        }
        Files.createDirectories(data);
        Formatter formatter = new Formatter()
                .setPrintStream(new PrintStream(System.out, true))
                .setNodeId(NODE)
                .setClusterId(Uuid.randomUuid().toString())
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(data.toString())
                .setDirectories(List.of(data.toString()));
        formatter.run();
    }

    private static Properties settings(Path data, int clients, int controller) {
        Properties settings = new Properties();
        settings.putAll(Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                Integer.toString(NODE),
                "controller.quorum.voters",
                NODE + "@127.0.0.1:" + controller,
                "listeners",
                "PLAINTEXT://127.0.0.1:" + clients + ",CONTROLLER://127.0.0.1:" + controller,
                "advertised.listeners",
                "PLAINTEXT://127.0.0.1:" + clients,
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "controller.listener.names",
                "CONTROLLER",
                "inter.broker.listener.name",
                "PLAINTEXT",
                "log.dirs",
                data.toString(),
                "auto.create.topics.enable",
                "false"));
        // One node keeps one copy of everything.
        settings.putAll(Map.of(
                "default.replication.factor", "1",
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "4",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "share.coordinator.state.topic.replication.factor", "1",
                "share.coordinator.state.topic.min.isr", "1",
                "group.initial.rebalance.delay.ms", "0",
                "num.network.threads", "2",
                "num.io.threads", "4"));
        // After kill -9 the controller waits for the old session to end; the defaults make that twelve seconds.
        settings.putAll(Map.of(
                "broker.session.timeout.ms", "2000",
                "broker.heartbeat.interval.ms", "500",
                "log.retention.ms", "-1",
                "log.retention.bytes", "-1",
                "log.cleanup.policy", "delete"));
        return settings;
    }

    private static void createTopic(String bootstrap) throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            NewTopic topic =
                    new NewTopic(EventTopic.NAME, EventTopic.PARTITIONS, (short) 1).configs(EventTopic.settings());
            admin.createTopics(List.of(topic)).all().get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        } catch (java.util.concurrent.TimeoutException e) {
            throw new ExecutionException("The topic could not be created within a minute.", e);
        }
    }

    private static void endWithStandardInput() {
        try {
            while (System.in.read() >= 0) {
                // Nobody writes; only the end matters.
            }
        } catch (IOException closed) {
            // As good as the end.
        }
        System.exit(0);
    }

    private static void shutDown(KafkaRaftServer server) {
        Thread.ofPlatform().daemon().name("impatience").start(() -> {
            try {
                TimeUnit.NANOSECONDS.sleep(SHUTDOWN.toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(1);
        });
        server.shutdown();
    }
}
