package dev.countersign.mcp.invocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

class ExchangeTest {
    private final Exchange exchange = new Exchange(1024);
    private final BodyPublisher body = exchange.watch(BodyPublishers.ofString("{}"));
    private final Wire wire = new Wire();

    /** Notes what would have gone out. */
    private static final class Wire implements Flow.Subscriber<ByteBuffer> {
        private final List<String> seen = new ArrayList<>();

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ByteBuffer bytes) {
            seen.add("bytes");
        }

        @Override
        public void onError(Throwable failure) {
            seen.add("error");
        }

        @Override
        public void onComplete() {
            seen.add("end");
        }
    }

    @Test
    void sendsNothingAnyMoreOnceItWasGivenUp() {
        boolean proved = exchange.abandon();

        body.subscribe(wire);

        assertThat(proved).isTrue();
        assertThat(wire.seen).containsExactly("error");
    }

    @Test
    void provesNothingOnceTheBodyStarted() {
        body.subscribe(wire);

        assertThat(exchange.abandon()).isFalse();
        assertThat(wire.seen).containsExactly("bytes", "end");
    }
}
