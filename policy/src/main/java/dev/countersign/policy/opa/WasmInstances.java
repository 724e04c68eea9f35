package dev.countersign.policy.opa;

import com.fasterxml.jackson.databind.JsonNode;
import com.styra.opa.wasm.OpaPolicy;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * Compiled instances of one module, shared by every revision that has these rules. Compiling takes half a second and the
 * JVM thousands of decisions to make the result fast, so an instance outlives the revision it was made for: whoever
 * takes it next binds its own data to it, which replaces the earlier ones as a whole. Thread safe; an instance is not,
 * and belongs to whoever took it.
 */
final class WasmInstances {

    private final byte[] wasm;
    private final int kept;
    private final ConcurrentLinkedDeque<Instance> idle = new ConcurrentLinkedDeque<>();

    /** @param kept at most so many wait for the next one who asks; each takes a few megabytes */
    WasmInstances(byte[] wasm, int kept) {
        this.wasm = wasm.clone();
        this.kept = kept;
    }

    /** An instance with these data, which are compared by identity: one that holds them already if there is one. */
    Instance take(String data) {
        for (Instance instance : idle) {
            if (instance.holds(data) && idle.remove(instance)) {
                return instance;
            }
        }
        Instance any = idle.pollLast();
        return (any == null ? Instance.compile(wasm) : any).bind(data);
    }

    /** Only for one whose last question was answered: after a failure nobody knows what its memory holds. */
    void giveBack(Instance instance) {
        if (idle.size() < kept) {
            idle.addFirst(instance);
        }
    }

    /** One compiled module, and the numbers of its entry points, so that no name is looked up later. */
    static final class Instance {
        private final OpaPolicy policy;
        private final Map<Question, Integer> entryPoints;
        private @Nullable String data;

        private Instance(OpaPolicy policy, Map<Question, Integer> entryPoints) {
            this.policy = policy;
            this.entryPoints = entryPoints;
        }

        private static Instance compile(byte[] wasm) {
            OpaPolicy policy = OpaPolicy.builder().withPolicy(wasm).build();
            Map<String, Integer> known = policy.entrypoints();
            Map<Question, Integer> entryPoints = new EnumMap<>(Question.class);
            for (Question question : Question.values()) {
                Integer number = known.get(question.entryPoint());
                if (number != null) {
                    entryPoints.put(question, number);
                }
            }
            return new Instance(policy, entryPoints);
        }

        @SuppressWarnings("ReferenceEquality")
        private boolean holds(String wanted) {
            return data == wanted;
        }

        private Instance bind(String wanted) {
            data = null;
            policy.data(wanted);
            data = wanted;
            return this;
        }

        boolean has(Question question) {
            return entryPoints.containsKey(question);
        }

        String evaluate(Question question, JsonNode input) {
            Integer entryPoint = entryPoints.get(question);
            if (entryPoint == null) {
                throw new IllegalStateException("The module lacks " + question.entryPoint());
            }
            return policy.entrypoint(entryPoint).evaluate(input);
        }
    }
}
