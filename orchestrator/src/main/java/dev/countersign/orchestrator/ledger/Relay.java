package dev.countersign.orchestrator.ledger;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Publishes sealed events in their order. A crash may repeat a record, never skip one.
 *
 * <p>Two things keep the head from being lost while the tail arrives: the producer is idempotent and never gives up on
 * a record by itself, so the broker refuses a later one of the same session before an earlier one; and after any
 * failure the producer is thrown away and the cursor read again.
 */
@Singleton
public class Relay {
    private static final Logger LOG = Logger.getLogger(Relay.class);
    private static final int PARTITIONS = 6;
    private static final int ASK_MS = 3_000;
    private static final int PATIENCE_SECONDS = 20;
    private static final Duration IDLE_ASK = Duration.ofSeconds(5);

    private final Ledger ledger;
    private final LedgerConfig config;
    private @Nullable KafkaProducer<String, String> producer;
    private volatile @Nullable String trouble;
    private long askedAtNanos;

    public Relay(Ledger ledger, LedgerConfig config) {
        this.ledger = ledger;
        this.config = config;
    }

    /** What is wrong with Kafka, null when the last step went well. */
    public @Nullable String trouble() {
        return trouble;
    }

    /**
     * Publishes one batch and moves the cursor behind what was acknowledged. One caller at a time.
     *
     * @return how many events were published; 0 when there was none
     * @throws RelayStopped when Kafka did not take them; nothing is lost, the next step begins at the same place
     */
    int runOnce() throws RelayStopped {
        List<CloudEvent> batch = ledger.unrelayed(config.batch());
        if (batch.isEmpty()) {
            askWhenIdle();
            return 0;
        }
        KafkaProducer<String, String> open = producer();
        var sent = new ArrayList<Future<RecordMetadata>>(batch.size());
        try {
            for (CloudEvent event : batch) {
                sent.add(open.send(record(event)));
            }
            for (Future<RecordMetadata> future : sent) {
                future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            throw stopped("Kafka did not acknowledge an event", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stopped("interrupted while publishing", e);
        }
        Long last = batch.getLast().position();
        ledger.relayedTo(last == null ? 0 : last);
        trouble = null;
        return batch.size();
    }

    /** With nothing to publish nobody would notice that Kafka is gone: ready says what was asked, not what is hoped. */
    private void askWhenIdle() throws RelayStopped {
        if (producer == null) {
            producer();
        } else if (System.nanoTime() - askedAtNanos > IDLE_ASK.toNanos()) {
            ensureTopic();
        }
        trouble = null;
    }

    private KafkaProducer<String, String> producer() throws RelayStopped {
        KafkaProducer<String, String> open = producer;
        if (open != null) {
            return open;
        }
        ensureTopic();
        open = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        config.bootstrapServers(),
                        ProducerConfig.CLIENT_ID_CONFIG,
                        "countersign-relay",
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        true,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        Integer.MAX_VALUE,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        ASK_MS,
                        ProducerConfig.LINGER_MS_CONFIG,
                        1),
                new StringSerializer(),
                new StringSerializer());
        producer = open;
        return open;
    }

    private void ensureTopic() throws RelayStopped {
        askedAtNanos = System.nanoTime();
        try (AdminClient admin = AdminClient.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ASK_MS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ASK_MS))) {
            if (admin.listTopics().names().get(ASK_MS, TimeUnit.MILLISECONDS).contains(config.topic())) {
                return;
            }
            var topic = new NewTopic(config.topic(), PARTITIONS, (short) 1)
                    .configs(
                            Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, "delete", TopicConfig.RETENTION_MS_CONFIG, "-1"));
            admin.createTopics(Set.of(topic)).all().get(ASK_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw stopped("Kafka does not answer", e);
            }
        } catch (TimeoutException | RuntimeException e) {
            throw stopped("Kafka does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stopped("interrupted while asking Kafka", e);
        }
    }

    private ProducerRecord<String, String> record(CloudEvent event) {
        var record = new ProducerRecord<>(config.topic(), event.stream(), event.data());
        event.attributes().forEach((name, value) -> record.headers().add("ce_" + name, utf8(value)));
        record.headers().add("traceparent", utf8(event.traceparent()));
        record.headers().add("content-type", utf8("application/json"));
        return record;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private RelayStopped stopped(String what, Exception cause) {
        close();
        String why = what + " (" + cause.getClass().getSimpleName() + ")";
        if (trouble == null) {
            LOG.warnf("%s; events wait in Postgres and calls go on", why);
        }
        trouble = why;
        return new RelayStopped(why, cause);
    }

    @PreDestroy
    void close() {
        KafkaProducer<String, String> open = producer;
        producer = null;
        if (open != null) {
            open.close(Duration.ZERO);
        }
    }

    /** Kafka is away; the events wait. */
    static final class RelayStopped extends Exception {
        RelayStopped(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
