package dev.countersign.mcp.invocation;

import java.time.Duration;

/** A total time limit. The monotonic clock, because a step of the wall clock must not lengthen or end a call. */
record Deadline(long nanoTime) {

    static Deadline in(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    /** Never negative. */
    long remainingNanos() {
        return Math.max(0, nanoTime - System.nanoTime());
    }
}
