package dev.countersign.sandbox.fault;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/** One way to misbehave, {@code times} calls of a tool long. */
public record Fault(String tool, Kind kind, int times, Moment effect, Duration delay) {

    public Fault {
        if (times < 1 || times > 100_000) {
            throw new IllegalArgumentException("times must be 1 to 100000");
        }
        if (delay.isNegative() || delay.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException("delay_ms must be 0 to 600000");
        }
    }

    /** How the caller suffers. */
    public enum Kind {
        /** Never answers; the connection stays open. */
        HANG,
        /** Closes the connection instead of answering. */
        DROP,
        /** Answers HTTP 500. */
        ERROR500,
        /** Answers rightly, but late. */
        SLOW
    }

    /** Whether the call's effect has happened (and is in the ledger as such) when the fault strikes. */
    public enum Moment {
        BEFORE,
        AFTER
    }

    /** Strikes once {@code arrived} has happened. The transaction of the call is committed or was never begun by then. */
    public <T> Uni<T> inflict(Uni<T> arrived, RoutingContext exchange) {
        return switch (kind) {
            case SLOW ->
                switch (effect) {
                    case BEFORE ->
                        Uni.createFrom().voidItem().onItem().delayIt().by(delay).chain(() -> arrived);
                    case AFTER -> arrived.onItem().delayIt().by(delay);
                };
            case HANG -> arrived.chain(() -> Uni.createFrom().nothing());
            case DROP ->
                arrived.chain(() -> {
                    exchange.request().connection().close();
                    return Uni.createFrom().nothing();
                });
            case ERROR500 ->
                arrived.chain(() -> {
                    exchange.response().setStatusCode(500).end();
                    return Uni.createFrom().nothing();
                });
        };
    }
}
