package dev.countersign.policy.opa;

import com.fasterxml.jackson.databind.JsonNode;

/** Evaluates one entry point over one input and answers OPA's result set as JSON text. */
interface Engine extends AutoCloseable {

    /**
     * Thread safe; blocks at most for the engine's deadline and one evaluation.
     *
     * @throws NoAnswer when there is none, with a cause that holds no input
     */
    String ask(Question question, JsonNode input) throws NoAnswer;

    @Override
    void close();
}
