package dev.countersign.policy.opa;

import com.fasterxml.jackson.databind.JsonNode;
import dev.failsafe.CircuitBreaker;
import dev.failsafe.CircuitBreakerOpenException;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One OPA server: when it is asked, how often, and whether it answers. */
final class OpaServer implements AutoCloseable {

    private static final String ALONE = "left alone";
    private static final Duration AFTER_FAILURE = Duration.ofMillis(20);
    private static final Duration AFTER_OTHER_REVISION = Duration.ofMillis(50);

    private final OpaServerPolicyEngine.Settings settings;
    private final InstantSource clock;
    private final String base;
    private final OpaServerHttp http;
    private final FailsafeExecutor<String> patience;
    private final AtomicReference<PolicyEngine.Health> health = new AtomicReference<>(PolicyEngine.Health.ANSWERS);
    private final AtomicReference<@Nullable RevisionOnServer> newest = new AtomicReference<>();

    OpaServer(OpaServerPolicyEngine.Settings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.base = settings.url().toString().replaceAll("/+$", "");
        this.http = new OpaServerHttp(settings.token(), settings.deadline());
        this.patience = patience(settings);
    }

    /**
     * From the outside in: another revision is asked again until the deadline; no answer is asked again as often as the
     * settings allow; and the breaker sees every attempt. Another revision is an answer: the server works.
     */
    private static FailsafeExecutor<String> patience(OpaServerPolicyEngine.Settings settings) {
        RetryPolicy<String> untilItHasDownloaded = RetryPolicy.<String>builder()
                .handle(OtherRevision.class)
                .withMaxRetries(-1)
                .withDelay(AFTER_OTHER_REVISION)
                .withMaxDuration(settings.deadline())
                .build();
        RetryPolicy<String> untilItAnswers = RetryPolicy.<String>builder()
                .handle(ServerFailure.class)
                .withMaxAttempts(settings.attempts())
                .withDelay(AFTER_FAILURE)
                .withMaxDuration(settings.deadline())
                .build();
        CircuitBreaker<String> breaker = CircuitBreaker.<String>builder()
                .handle(ServerFailure.class)
                .withFailureThreshold(settings.failures())
                .withSuccessThreshold(1)
                .withDelay(settings.pause())
                .build();
        return Failsafe.with(untilItHasDownloaded, untilItAnswers, breaker);
    }

    /** The engine of one revision, which is from now on the one that the health is about. */
    Engine engine(String mark) {
        RevisionOnServer engine = new RevisionOnServer(mark);
        newest.set(engine);
        return engine;
    }

    PolicyEngine.Health health() {
        return health.get();
    }

    @Override
    public void close() {
        http.close();
    }

    /** Asks until there is an answer or the deadline has passed, and tells the health which it was. */
    private String ask(RevisionOnServer of, Question question, JsonNode input) throws NoAnswer {
        byte[] body = body(input);
        try {
            String results = patiently(question, body, of.mark);
            if (results.equals("[]")) {
                // Nothing to say about this input is an answer too.
                of.heard(null);
                throw new NoAnswer("Policy has no answer for this input (undefined)");
            }
            return results;
        } catch (ServerFailure | OtherRevision none) {
            throw of.failing(String.valueOf(none.getMessage()));
        } catch (CircuitBreakerOpenException open) {
            throw of.failing("The OPA server is " + ALONE + " for " + settings.pause() + " after " + settings.failures()
                    + " failures in a row" + because());
        } catch (FailsafeException interrupted) {
            // The only checked exception inside is the interruption of a wait.
            Thread.currentThread().interrupt();
            throw new NoAnswer("Interrupted while waiting for the OPA server");
        } catch (RuntimeException failure) {
            // The message may quote what was received; its type does not.
            throw of.failing(
                    "Asking the OPA server failed: " + failure.getClass().getSimpleName());
        }
    }

    private String patiently(Question question, byte[] body, String mark) {
        long until = System.nanoTime() + settings.deadline().toNanos();
        Duration eachAtMost = settings.deadline().dividedBy(settings.attempts());
        URI address = URI.create(base + "/v1/data/" + question.entryPoint() + "?provenance=true");
        AtomicReference<@Nullable OtherRevision> other = new AtomicReference<>();
        return patience.get(() -> {
            Duration left = Duration.ofNanos(until - System.nanoTime());
            Duration patient = left.compareTo(eachAtMost) < 0 ? left : eachAtMost;
            try {
                return ServerAnswer.resultSet(http.post(address, body, patient), mark);
            } catch (OtherRevision behind) {
                other.set(behind);
                throw behind;
            } catch (ServerFailure late) {
                // What was left of the deadline after other revisions' answers says nothing about the server.
                OtherRevision before = other.get();
                throw before == null ? late : before;
            }
        });
    }

    private static byte[] body(JsonNode input) throws NoAnswer {
        try {
            return ("{\"input\":" + input + "}").getBytes(StandardCharsets.UTF_8);
        } catch (RuntimeException | StackOverflowError unwritable) {
            throw new NoAnswer("The input cannot be written as JSON: "
                    + unwritable.getClass().getSimpleName());
        }
    }

    private String because() {
        String cause = health.get().cause();
        return cause == null || cause.contains(ALONE) ? "" : ": " + cause;
    }

    private void failed(String cause) {
        health.updateAndGet(before -> {
            if (before.answers()) {
                return new PolicyEngine.Health(clock.instant(), cause);
            }
            // Why it is left alone says more than that it is.
            return cause.contains(ALONE) ? before : new PolicyEngine.Health(before.failingSince(), cause);
        });
    }

    /** One revision of the server's; its mark must come back with every answer. */
    private final class RevisionOnServer implements Engine {

        private final String mark;
        private volatile boolean closed;

        RevisionOnServer(String mark) {
            this.mark = mark;
        }

        @Override
        public String ask(Question question, JsonNode input) throws NoAnswer {
            if (closed) {
                throw new NoAnswer("The policy engine of this revision is closed");
            }
            return OpaServer.this.ask(this, question, input);
        }

        private NoAnswer failing(String cause) {
            heard(cause);
            return new NoAnswer(cause);
        }

        @Override
        public void heard(@Nullable String fault) {
            RevisionOnServer about = newest.get();
            if (about != null && about != this) {
                return;
            }
            if (fault == null) {
                health.set(PolicyEngine.Health.ANSWERS);
            } else {
                failed(fault);
            }
        }

        @Override
        public void close() {
            closed = true;
            newest.compareAndSet(this, null);
        }
    }
}
