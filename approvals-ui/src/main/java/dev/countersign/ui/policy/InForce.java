package dev.countersign.ui.policy;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is in force: the active revision and its guardrails. */
public record InForce(Revision revision, List<Rule> rules) {

    /** Hits are counted to here. */
    public static final int HITS_MAX = 10_000;

    public InForce {
        rules = List.copyOf(rules);
    }

    /**
     * A guardrail in plain words.
     *
     * @param id as it stands in the data
     * @param ruleId what a decision names when this guardrail decided
     * @param tools the tools that it speaks about; empty for what holds for every tool
     * @param hits null while it has never decided
     */
    public record Rule(
            String id,
            String ruleId,
            Kind kind,
            List<String> tools,
            String title,
            String sentence,
            @Nullable Hits hits) {
        public Rule {
            tools = List.copyOf(tools);
        }
    }

    /**
     * When a guardrail decided.
     *
     * @param newest the newest call that it decided; null when this person may not see it
     * @param week how often in the last seven days, at most {@link #HITS_MAX}
     */
    public record Hits(Instant last, @Nullable UUID newest, int week) {}

    /** Which kind of guardrail it is, in the order of the page. */
    public enum Kind {
        GUARD,
        LIMIT,
        DUPLICATE,
        OWN,
        MODE,
        RESULT,
        ALWAYS
    }
}
