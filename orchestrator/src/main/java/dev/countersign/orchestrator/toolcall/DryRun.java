package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.policy.decision.Decision;
import dev.countersign.policy.decision.PolicyInput;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Says what a call of a dry run would have done. Nothing is reserved, asked of anybody or sent. */
@Singleton
class DryRun {

    /** Policy's own words, then the sentence that the card would have begun with. */
    String told(String explained, Disclosed disclosed) {
        return sentence(explained) + " " + sentence(disclosed.text(CardMaker.consequence(disclosed.open())))
                + " Nothing was sent.";
    }

    private static String sentence(String text) {
        String words = text.strip();
        return words.endsWith(".") ? words : words + ".";
    }

    /**
     * What policy answers to the very same question without the dry run: the counters are those that were read, so it
     * costs one more evaluation and no round trip. Null when that gives no clean answer.
     */
    @Nullable
    ObjectNode would(Judge.Judgement judgement) {
        ObjectNode question = judgement.input().json().deepCopy();
        question.withObject("/run/workflow").put("dry_run", false);
        ObjectNode would = JsonNodeFactory.instance.objectNode();
        try {
            Decision decision = judgement.point().decide(new PolicyInput(question));
            would.put("outcome", Judge.outcome(decision));
            switch (decision) {
                case Decision.Permit permit ->
                    would.put("rule_id", permit.ruling().ruleId());
                case Decision.Deny deny ->
                    would.put("rule_id", deny.ruling().ruleId()).put("code", deny.refusal());
                case Decision.RequireApproval approval -> {
                    would.put("rule_id", approval.ruling().ruleId())
                            .put("tier", approval.terms().tier());
                    approval.terms().groups().forEach(would.putArray("groups")::add);
                    would.put("quorum", approval.terms().quorum());
                }
                case Decision.Indeterminate indeterminate -> {
                    return null;
                }
            }
        } catch (RuntimeException broken) {
            // An engine that breaks its contract says nothing; the refusal stands without it.
            return null;
        }
        return would;
    }
}
