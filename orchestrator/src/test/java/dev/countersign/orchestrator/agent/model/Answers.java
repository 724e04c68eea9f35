package dev.countersign.orchestrator.agent.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import java.util.HashMap;
import java.util.Map;

/** Canned answers by call id; a call without one fails the test. */
final class Answers implements FakeLoop.Tools {

    private final Map<String, ToolAnswer> answers = new HashMap<>();

    Answers ok(String id, String structuredContent) {
        answers.put(id, new ToolAnswer(false, Documents.yaml(structuredContent), null));
        return this;
    }

    Answers refused(String id, String code) {
        return refused(id, code, "null");
    }

    Answers refused(String id, String code, String reason) {
        JsonNode refusal = Documents.yaml("{status: refused, code: " + code + ", reason: " + reason + ", retry: ask}");
        answers.put(id, new ToolAnswer(true, refusal, null));
        return this;
    }

    @Override
    public ToolAnswer call(ToolExecutionRequest request) {
        ToolAnswer answer = answers.get(request.id());
        if (answer == null) {
            throw new AssertionError("No answer for " + request);
        }
        return answer;
    }
}
