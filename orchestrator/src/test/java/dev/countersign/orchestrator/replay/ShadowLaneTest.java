package dev.countersign.orchestrator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.policy.decision.Decision;
import dev.countersign.policy.decision.Explanation;
import dev.countersign.policy.decision.Needs;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyInput;
import dev.countersign.policy.decision.PolicyRevision;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The queue in front of a shadow: bounded, and nobody waits for it. */
class ShadowLaneTest {
    private static final int ROOM = 2;
    private static final Answer PERMIT = new Answer(Outcome.PERMIT, "tool:x", null, null);

    private final Held engine = new Held();
    private final ShadowLane lane = new ShadowLane(UUID.randomUUID(), engine, ROOM, InstantSource.system());

    @AfterEach
    void close() {
        engine.go.countDown();
        lane.close();
    }

    /** Answers when it is told to. */
    private static final class Held implements PolicyDecisionPoint {
        final CountDownLatch began = new CountDownLatch(1);
        final CountDownLatch go = new CountDownLatch(1);
        final AtomicReference<String> asked = new AtomicReference<>("");

        @Override
        public PolicyRevision revision() {
            return new PolicyRevision("7", "sha256:0", "sha256:0");
        }

        @Override
        public Needs needs(PolicyInput input) {
            return Needs.NONE;
        }

        @Override
        public Decision decide(PolicyInput input) {
            began.countDown();
            try {
                go.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            asked.set(Rows.text(input.json()));
            return new Decision.Indeterminate(revision(), "held");
        }

        @Override
        public Explanation explain(PolicyInput input) {
            throw new IllegalStateException("never asked");
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }

    private static ObjectNode input() {
        return (ObjectNode) Rows.parse("{\"action\": {\"tool\": \"crm.x\"}, \"record\": {\"email\": \"a@b.example\"}}");
    }

    private void offer(ObjectNode input) {
        lane.offer(UUID.randomUUID(), new PolicyInput(input), PERMIT);
    }

    @Test
    void whatFindsNoRoomIsDroppedAndCounted() throws InterruptedException {
        // Given
        offer(input());
        engine.began.await();
        // When
        for (int i = 0; i < ROOM + 5; i++) {
            offer(input());
        }
        Harvest whileHanging = lane.take();
        engine.go.countDown();
        var seen = new AtomicReference<>(lane.take());
        await().until(() ->
                seen.updateAndGet(before -> before.and(lane.take())).matrix().compared() == 1 + ROOM);
        // Then
        assertThat(whileHanging.dropped()).isEqualTo(5);
        assertThat(whileHanging.matrix().compared()).isZero();
        assertThat(seen.get().matrix().count(Outcome.PERMIT, Outcome.INDETERMINATE))
                .isEqualTo(1 + ROOM);
        assertThat(seen.get().trouble()).isEqualTo("held");
        assertThat(seen.get().differences()).hasSize(1 + ROOM).allSatisfy(difference -> assertThat(difference.tool())
                .isEqualTo("crm.x"));
    }

    @Test
    void whatIsMaskedAfterwardsIsAskedAboutAsItWas() throws InterruptedException {
        // Given
        ObjectNode input = input();
        offer(input);
        engine.began.await();
        // When
        input.remove("record");
        engine.go.countDown();
        await().until(() -> !engine.asked.get().isEmpty());
        // Then
        assertThat(engine.asked.get()).contains("a@b.example");
    }
}
