package dev.countersign.orchestrator.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class BesideTest {
    private static final Duration SHORT = Duration.ofMillis(200);

    @Test
    void slowWorkHoldsUpOnlyItselfAndIsToldThatNobodyWaits() throws Exception {
        // Given
        var record = new CountDownLatch(1);
        var over = new CountDownLatch(1);
        var inTimeStill = new AtomicReference<Boolean>();
        Beside.Work<String> slow = inTime -> {
            uninterrupted(record);
            inTimeStill.set(inTime.getAsBoolean());
            over.countDown();
            return "late";
        };
        // When
        List<Optional<String>> answers = new Beside(4).all(List.of(answers("first"), slow, answers("third")), SHORT);
        record.countDown();
        over.await();
        // Then
        assertThat(answers).containsExactly(Optional.of("first"), Optional.empty(), Optional.of("third"));
        assertThat(inTimeStill).hasValue(false);
    }

    @Test
    void workThatFindsNoSlotNeverBegins() {
        // Given
        var record = new CountDownLatch(1);
        var begun = new AtomicBoolean();
        var beside = new Beside(1);
        Beside.Work<String> slow = inTime -> {
            uninterrupted(record);
            return "late";
        };
        Beside.Work<String> noted = inTime -> {
            begun.set(true);
            return "second";
        };
        // When
        List<Optional<String>> first = beside.all(List.of(slow), SHORT);
        List<Optional<String>> second = beside.all(List.of(noted), SHORT);
        record.countDown();
        // Then
        assertThat(first).containsExactly(Optional.empty());
        assertThat(second).containsExactly(Optional.empty());
        assertThat(begun).isFalse();
    }

    private static Beside.Work<String> answers(String word) {
        return inTime -> word;
    }

    private static void uninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
