package dev.countersign.orchestrator.toolcall;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of sending calls. */
@ConfigMapping(prefix = "countersign.dispatch")
public interface DispatchConfig {

    /** How long a tool may take, from sending to the last byte of its answer. */
    @WithDefault("PT30S")
    Duration toolDeadline();

    /** How long an intent stays with its sender before the rescuer takes it; more than the tool deadline. */
    @WithDefault("PT35S")
    Duration lease();

    /** How long after the grant a call is tried before it is given up. */
    @WithDefault("PT15M")
    Duration dispatchDeadline();

    /** How long an approved T1 or T2 call can be taken back before it is sent, where policy says nothing; T3 not at all. */
    @WithDefault("PT10S")
    Duration hold();

    /** How often a call is sent at most when it was proved that nothing was sent, or sending again does no harm. */
    @WithDefault("3")
    int attempts();

    /** How often dispatcher, rescuer and expiry look when nobody wakes them. */
    @WithDefault("PT0.5S")
    Duration interval();

    /** Calls that the dispatcher works on at once. */
    @WithDefault("64")
    int concurrency();

    /** Whether the workers run; tests that call {@code runOnce} themselves turn them off. */
    @WithDefault("true")
    boolean workers();
}
