package dev.countersign.cli.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.api.Connection;
import dev.countersign.local.stack.StackState;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Follows the events on Kafka until Ctrl-C. */
@Command(name = "tail", description = "Follow the events on Kafka, one a line.", mixinStandardHelpOptions = true)
public final class TailCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(500);

    @Mixin
    Common common = new Common();

    @Option(names = "--from", paramLabel = "WHERE", description = "beginning or now (default: now)")
    EventReader.From from = EventReader.From.NOW;

    @Option(names = "--run", paramLabel = "ID", description = "Only the events of this run.")
    @Nullable
    String run;

    @Override
    public Integer call() {
        StackState.Kafka kafka = Connection.running(common.folder()).kafka();
        try (EventReader events = new EventReader(kafka.bootstrap(), kafka.topic(), from)) {
            while (!Thread.currentThread().isInterrupted()) {
                for (ConsumerRecord<String, byte[]> record : events.poll(POLL)) {
                    if (run == null || run.equals(record.key())) {
                        show(StructuredEvent.of(record));
                    }
                }
            }
        } catch (KafkaException e) {
            throw new Failure(ExitCode.NOT_REACHABLE, "Kafka at %s does not answer.".formatted(kafka.bootstrap()), e);
        }
        return ExitCode.OK;
    }

    private void show(ObjectNode event) {
        if (common.json()) {
            common.printJson(event);
            return;
        }
        common.print("%s  %-36s %4s  %s"
                .formatted(
                        event.path("time").asText(),
                        event.path("partitionkey").asText(),
                        event.path("sequence").asText(),
                        event.path("type").asText()));
    }
}
