package dev.countersign.policy.opa;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.policy.bundle.PinnedData;
import dev.countersign.policy.bundle.RuleBundle;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyRevision;
import dev.countersign.policy.document.DocumentInvalid;
import dev.countersign.policy.document.Problem;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Evaluates OPA's Wasm in this process. Any number of revisions may be open beside each other; those with the same rules
 * share what was compiled. A replay or a shadow is asked here whichever engine decides.
 */
public final class WasmPolicyEngine implements PolicyEngine {

    /** Rules whose compiled instances are kept for the next revision that has them. */
    private static final int MODULES = 4;

    private final OpaWasmDecisionPoint.Settings settings;
    private final Map<String, WasmInstances> modules = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, WasmInstances> eldest) {
            return size() > MODULES;
        }
    };

    public WasmPolicyEngine(OpaWasmDecisionPoint.Settings settings) {
        this.settings = settings;
    }

    @Override
    public PolicyDecisionPoint open(RuleBundle rules, JsonNode data, PolicyRevision revision) {
        byte[] wasm = rules.wasm();
        if (wasm == null) {
            throw new DocumentInvalid(new Problem(
                    "/policy.wasm",
                    "nothing",
                    "There are no rules to open: policy.wasm is missing. Take the rules of the active revision."));
        }
        WasmEngine engine = new WasmEngine(
                wasm,
                instances(String.valueOf(rules.rulesDigest()), wasm),
                PinnedData.of(data).toString(),
                settings);
        engine.require(Question.CATALOGUE);
        OwnRules.check(engine);
        return new OpaWasmDecisionPoint(engine, revision);
    }

    private WasmInstances instances(String digest, byte[] wasm) {
        synchronized (modules) {
            // A deciding revision and a replay or shadow beside it may each have their share.
            return modules.computeIfAbsent(digest, none -> new WasmInstances(wasm, 2 * settings.instances()));
        }
    }

    /** Always answers: there is nothing between the question and the rules that could be away. */
    @Override
    public Health health() {
        return Health.ANSWERS;
    }

    /** Closes nothing: a point belongs to whoever opened it. */
    @Override
    public void close() {
        // What was compiled goes when nobody holds it any more.
    }
}
