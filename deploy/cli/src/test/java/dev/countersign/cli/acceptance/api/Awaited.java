package dev.countersign.cli.acceptance.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for a value as wished; when the time is over, the failure shows the last one. */
final class Awaited {
    private static final Duration POLL = Duration.ofMillis(50);

    private Awaited() {}

    static <T> T until(String wish, Duration patience, Supplier<T> value, Predicate<T> wished) {
        AtomicReference<T> last = new AtomicReference<>();
        await(wish)
                .atMost(patience)
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL)
                .ignoreExceptions()
                .untilAsserted(() -> {
                    last.set(value.get());
                    assertThat(last.get()).matches(wished, wish);
                });
        return last.get();
    }
}
