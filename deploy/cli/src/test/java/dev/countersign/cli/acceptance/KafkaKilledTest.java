package dev.countersign.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.cli.acceptance.api.Api;
import dev.countersign.cli.acceptance.api.Run;
import dev.countersign.cli.acceptance.api.SandboxClient.Opportunity;
import dev.countersign.cli.acceptance.stack.OnStack;
import dev.countersign.cli.acceptance.stack.TestStack;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Kafka is where events go to, not what calls depend on. That everything arrives is checked after the test. */
@OnStack(
        value = "without-restarts",
        shared = true,
        flags = "--no-restart",
        environment = {
            "COUNTERSIGN_DISPATCH_TOOL_DEADLINE=PT12S",
            "COUNTERSIGN_DISPATCH_LEASE=PT13S",
            "COUNTERSIGN_AGENT_LEASE=PT10S"
        })
class KafkaKilledTest {

    @Test
    void callsGoOnWithoutKafkaAndEverythingArrivesWhenItIsBack(TestStack stack) {
        // Given
        Api dana = stack.as("dana");
        Opportunity opportunity = stack.sandbox().opportunities(1).getFirst();
        stack.topic().poll();

        // When
        stack.kill("kafka");
        Run brief = dana.start("account-brief", Map.of("account_id", opportunity.accountId()));
        Run move = dana.start("stage-follow-up", Map.of("opportunity_id", opportunity.id(), "stage", "proposal"));
        stack.as("maya").approve(stack.as("maya").awaitPending(move)).requireSuccess();

        // Then
        Run briefed = dana.awaitCompleted(brief);
        Run moved = dana.awaitCompleted(move);
        assertThat(stack.run("status", "--json").ok().json().at("/pids/kafka").isNull())
                .isTrue();
        assertThat(dana.isReady()).as("ready without Kafka").isTrue();

        stack.start("kafka");
        stack.topic().awaitEvents(brief.id(), briefed.lastSequence());
        stack.topic().awaitEvents(move.id(), moved.lastSequence());
    }
}
