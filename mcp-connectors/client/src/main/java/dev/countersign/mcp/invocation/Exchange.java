package dev.countersign.mcp.invocation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of one HTTP request and its answer. The SDK's exceptions do not say whether a byte of the body left or
 * what status came back, and both decide between "proved not sent" and "unknown".
 */
final class Exchange {
    private static final int KEPT_ERROR_BYTES = 8 * 1024;

    private enum Body {
        NOT_STARTED,
        STARTED,
        /** Given up before it started: from now on it never will. */
        BARRED
    }

    private final int responseBytesMax;
    private final AtomicReference<Body> body = new AtomicReference<>(Body.NOT_STARTED);
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final ByteArrayOutputStream errorBody = new ByteArrayOutputStream();
    private volatile int status;
    private volatile boolean abandoned;
    private volatile @Nullable CompletableFuture<?> response;
    private volatile Flow.@Nullable Subscription download;

    Exchange(int responseBytesMax) {
        this.responseBytesMax = responseBytesMax;
    }

    /** Stops the request as far as that is possible. True when it is certain that no byte of the body left or will. */
    boolean abandon() {
        body.compareAndSet(Body.NOT_STARTED, Body.BARRED);
        abandoned = true;
        CompletableFuture<?> pending = response;
        if (pending != null) {
            pending.cancel(true);
        }
        Flow.Subscription running = download;
        if (running != null) {
            running.cancel();
        }
        return body.get() == Body.BARRED;
    }

    /** The HTTP status; 0 before there is one. */
    int status() {
        return status;
    }

    /** Completes, with a cause for people, when no more of the answer will come. */
    CompletableFuture<String> ended() {
        return ended;
    }

    /** The beginning of an answer whose status is 400 or more; complete once {@link #ended} is. */
    byte[] errorBody() {
        synchronized (errorBody) {
            return errorBody.toByteArray();
        }
    }

    void sending(CompletableFuture<?> future) {
        response = future;
        if (abandoned) {
            future.cancel(true);
        }
    }

    BodyPublisher watch(BodyPublisher original) {
        return new BodyPublisher() {
            @Override
            public long contentLength() {
                return original.contentLength();
            }

            @Override
            public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
                if (body.compareAndSet(Body.NOT_STARTED, Body.STARTED) || body.get() == Body.STARTED) {
                    original.subscribe(subscriber);
                    return;
                }
                subscriber.onSubscribe(new Flow.Subscription() {
                    @Override
                    public void request(long n) {}

                    @Override
                    public void cancel() {}
                });
                subscriber.onError(new IOException("Given up before the request was sent"));
            }
        };
    }

    <T> BodyHandler<T> watch(BodyHandler<T> original) {
        return info -> {
            status = info.statusCode();
            return new Watched<>(original.apply(info));
        };
    }

    private final class Watched<T> implements BodySubscriber<T> {
        private final BodySubscriber<T> target;
        private long received;
        private boolean over;

        Watched(BodySubscriber<T> target) {
            this.target = target;
        }

        @Override
        public CompletionStage<T> getBody() {
            return target.getBody();
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            download = subscription;
            target.onSubscribe(subscription);
            if (abandoned) {
                subscription.cancel();
            }
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            if (over) {
                return;
            }
            for (ByteBuffer buffer : buffers) {
                received += buffer.remaining();
                keepOfError(buffer);
            }
            if (received > responseBytesMax) {
                over = true;
                Flow.Subscription running = download;
                if (running != null) {
                    running.cancel();
                }
                String cause = "The answer is longer than " + responseBytesMax + " bytes.";
                // The cause first: whoever is told of the error asks for it at once.
                ended.complete(cause);
                target.onError(new IOException(cause));
                return;
            }
            target.onNext(buffers);
        }

        @Override
        public void onError(Throwable failure) {
            if (!over) {
                ended.complete("The connection broke while the answer was read.");
                target.onError(failure);
            }
        }

        @Override
        public void onComplete() {
            if (!over) {
                target.onComplete();
                ended.complete("The server ended its answer without a result.");
            }
        }

        private void keepOfError(ByteBuffer buffer) {
            if (status < 400) {
                return;
            }
            synchronized (errorBody) {
                int room = KEPT_ERROR_BYTES - errorBody.size();
                byte[] kept = new byte[Math.min(Math.max(room, 0), buffer.remaining())];
                buffer.duplicate().get(kept);
                errorBody.writeBytes(kept);
            }
        }
    }
}
