package dev.countersign.policy.opa;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.policy.bundle.PinnedData;
import dev.countersign.policy.decision.PolicyRevision;
import java.time.Duration;

/** The decision point that evaluates OPA's Wasm in this process: no network, tens of microseconds. */
public final class OpaWasmDecisionPoint extends EnginePoint {

    OpaWasmDecisionPoint(Engine engine, PolicyRevision revision) {
        super(engine, revision);
    }

    /**
     * Compiles the rules, which takes a second the first time in a process, and pins the data. A company's own rules
     * are not looked at: {@link WasmPolicyEngine#open} does that.
     *
     * @param wasm a module with the entry points decide, explain and needs
     * @param data a document that {@code PolicyData.check} has no problem with
     * @throws dev.countersign.policy.document.DocumentInvalid when the module does not load or lacks an entry point
     */
    public static OpaWasmDecisionPoint open(byte[] wasm, JsonNode data, PolicyRevision revision, Settings settings) {
        return new OpaWasmDecisionPoint(
                new WasmEngine(wasm.clone(), PinnedData.of(data).toString(), settings), revision);
    }

    /** As {@link #open(byte[], JsonNode, PolicyRevision, Settings)} with the default settings. */
    public static OpaWasmDecisionPoint open(byte[] wasm, JsonNode data, PolicyRevision revision) {
        return open(wasm, data, revision, Settings.DEFAULT);
    }

    /**
     * How much of the machine one revision may use.
     *
     * @param instances at most so many evaluations at once; each takes a few megabytes
     * @param deadline how long a caller waits for a free instance before the answer is indeterminate
     */
    public record Settings(int instances, Duration deadline) {
        public static final Settings DEFAULT =
                new Settings(Math.max(2, Runtime.getRuntime().availableProcessors()), Duration.ofMillis(500));

        public Settings {
            if (instances < 1 || instances > 256) {
                throw new IllegalArgumentException("instances must be between 1 and 256");
            }
            if (deadline.isNegative() || deadline.isZero()) {
                throw new IllegalArgumentException("deadline must be positive");
            }
        }
    }
}
