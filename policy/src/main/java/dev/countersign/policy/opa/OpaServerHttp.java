package dev.countersign.policy.opa;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One POST with a bound for the whole answer: its head, its body, and its length. */
final class OpaServerHttp implements AutoCloseable {

    static final int MAX_ANSWER_BYTES = 1 << 20;

    private final @Nullable String token;
    private final HttpClient client;

    OpaServerHttp(@Nullable String token, Duration connectTimeout) {
        this.token = token;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    /**
     * The body of an answer with status 200.
     *
     * @throws ServerFailure when there is none within {@code patience}
     */
    byte[] post(URI address, byte[] body, Duration patience) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        CompletableFuture<HttpResponse<byte[]>> sent =
                client.sendAsync(request.build(), head -> new CappedBody(MAX_ANSWER_BYTES));
        try {
            HttpResponse<byte[]> response = sent.get(Math.max(1, patience.toNanos()), TimeUnit.NANOSECONDS);
            if (response.statusCode() != 200) {
                throw new ServerFailure("The OPA server answered with status " + response.statusCode());
            }
            return response.body();
        } catch (TimeoutException late) {
            throw late(patience);
        } catch (ExecutionException failed) {
            throw named(failed, patience);
        } finally {
            // An exchange that is still under way would go on reading a body that drips.
            sent.cancel(true);
        }
    }

    private static ServerFailure named(ExecutionException failed, Duration patience) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof CappedBody.TooLong) {
                return new ServerFailure("The OPA server's answer is longer than " + MAX_ANSWER_BYTES + " bytes");
            }
            if (cause instanceof HttpTimeoutException) {
                return late(patience);
            }
            if (cause instanceof IOException) {
                // The message may hold what was received; its type does not.
                return new ServerFailure(
                        "The OPA server cannot be reached: " + cause.getClass().getSimpleName());
            }
        }
        return new ServerFailure("Asking the OPA server failed");
    }

    private static ServerFailure late(Duration patience) {
        return new ServerFailure("The OPA server did not answer within " + patience.toMillis() + " ms");
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
