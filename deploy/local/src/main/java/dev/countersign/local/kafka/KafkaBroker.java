package dev.countersign.local.kafka;

import dev.countersign.local.process.ChildSpec;
import dev.countersign.local.process.ProcessCommand;
import dev.countersign.local.process.Readiness;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The broker as a child of the launcher. */
public record KafkaBroker(Path data, int clientPort, int controllerPort) {

    public String bootstrap() {
        return "127.0.0.1:" + clientPort;
    }

    public ChildSpec child() {
        List<String> command = ProcessCommand.mainClass(
                KafkaProcess.class,
                List.of("-Xmx320m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                List.of(
                        data.toAbsolutePath().toString(),
                        Integer.toString(clientPort),
                        Integer.toString(controllerPort)));
        return new ChildSpec(
                "kafka",
                command,
                Map.of(),
                ChildSpec.Preparation.NONE,
                Readiness.logLine("READY "),
                Duration.ofSeconds(120),
                ChildSpec.Ending.STANDARD_INPUT);
    }
}
