package dev.countersign.policy.opa;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Evaluates one entry point over one input and answers OPA's result set as JSON text. */
interface Engine extends AutoCloseable {

    /**
     * Thread safe; blocks at most for the engine's deadline and one evaluation.
     *
     * @throws NoAnswer when there is none, with a cause that holds no input
     */
    String ask(Question question, JsonNode input) throws NoAnswer;

    /** Hears what became of an answer: null when it was a clean one, otherwise what was wrong with it. */
    default void heard(@Nullable String fault) {}

    /** What was asked before still gets its answer; what is asked afterwards gets none. */
    @Override
    void close();
}
