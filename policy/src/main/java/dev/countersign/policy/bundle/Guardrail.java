package dev.countersign.policy.bundle;

import java.util.List;

/**
 * One entry of the policy data in plain words, for people who have to know what is in force.
 *
 * @param id the entry's id; for a mode the tool's name, for a result without an id its place ({@code results-1})
 * @param ruleId what {@code rule_id} of a decision says when this entry decided; a result never decides and has its id
 * @param tools the tools that it speaks about, as the data names them; empty for what holds for every tool
 * @param title a few words
 * @param sentence one sentence that says all of the entry, computed from the data alone
 */
public record Guardrail(String id, String ruleId, Kind kind, List<String> tools, String title, String sentence) {

    /** Which section of the data the entry stands in. */
    public enum Kind {
        /** What is always there, whatever the data says. */
        BUILTIN,
        /** What a tool may do when nothing else speaks: {@code tools}. */
        MODE,
        /** {@code guards}. */
        GUARD,
        /** {@code limits}. */
        LIMIT,
        /** {@code dedupe}. */
        DUPLICATE,
        /** {@code results}. */
        RESULT
    }

    public Guardrail {
        tools = List.copyOf(tools);
    }
}
