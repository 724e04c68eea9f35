package dev.countersign.ui.timeline;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run, told for a person.
 *
 * @param about what it works on, in words; null when that is not known or not one thing
 * @param state running, parked, completed, failed or cancelled
 * @param startedBy who or what started it, where that is not the owner; null otherwise
 * @param waitingFor in words what a parked run waits for; null otherwise
 * @param output what the agent said at the end, unverified; null before the end
 * @param failure in words; null unless it failed or was cancelled
 * @param waited how long it has waited for people, in all
 */
public record RunStory(
        UUID id,
        String workflow,
        int workflowVersion,
        @Nullable String about,
        String state,
        String owner,
        @Nullable String startedBy,
        @Nullable String onBehalfOf,
        @Nullable String waitingFor,
        @Nullable String output,
        @Nullable String failure,
        Usage usage,
        String policyRevision,
        Instant startedAt,
        @Nullable Instant endedAt,
        Duration waited,
        Part part) {

    /** What it has used, and what it may; a budget that was not set is null. Calls that only read are {@code reads}. */
    public record Usage(
            int steps,
            int stepBudget,
            long inputTokens,
            long outputTokens,
            @Nullable Long tokenBudget,
            BigDecimal cost,
            @Nullable BigDecimal costBudget,
            long withheldBytes,
            int reads,
            int writes) {}

    /**
     * A part of the story.
     *
     * @param entries oldest first
     * @param after the event that it begins behind; 0 for the beginning
     * @param last the last event of it
     * @param more whether the story goes on behind it
     * @param prompts whether this reader may see what the model was asked
     */
    public record Part(List<Entry> entries, long after, long last, boolean more, boolean prompts) {
        public Part {
            entries = List.copyOf(entries);
        }
    }

    /**
     * One thing that happened.
     *
     * @param what the heading: "Model, step 2", "Policy: asks a person", "Approved by Maya Lindqvist"
     * @param detail a sentence or two; null when the heading says it all
     * @param words model text, shown as unverified; null when there is none
     * @param result what a call answered; null for anything else
     * @param decided somebody or some rule decided here (a filled dot)
     * @param sleep the run slept from here on (a dashed line); null when it did not
     * @param spent null where nothing was
     */
    public record Entry(
            Instant at,
            String what,
            @Nullable String detail,
            @Nullable String words,
            @Nullable Result result,
            boolean decided,
            @Nullable Sleep sleep,
            About about,
            @Nullable Spent spent) {

        public static Entry of(Instant at, String what, @Nullable String detail, About about) {
            return new Entry(at, what, detail, null, null, false, null, about, null);
        }

        /** Somebody or some rule decided here. */
        public Entry decides() {
            return new Entry(at, what, detail, words, result, true, sleep, about, spent);
        }

        public Entry sleeping(Sleep since) {
            return new Entry(at, what, detail, words, result, decided, since, about, spent);
        }

        public Entry saying(@Nullable String said) {
            return new Entry(at, what, detail, said, result, decided, sleep, about, spent);
        }

        public Entry answering(@Nullable Result answer) {
            return new Entry(at, what, detail, words, answer, decided, sleep, about, spent);
        }

        public Entry spending(@Nullable Spent used) {
            return new Entry(at, what, detail, words, result, decided, sleep, about, used);
        }
    }

    /** An answer as JSON text, masked, and a sentence on what of it nobody was given (null when that is nothing). */
    public record Result(String code, @Nullable String kept) {}

    /** @param until null while it goes on */
    public record Sleep(@Nullable Instant until) {}

    /** What was used: tokens of a model turn, or the price of a call. */
    public record Spent(
            long inputTokens, long outputTokens, @Nullable BigDecimal cost) {}

    /**
     * What an entry leads to; null parts lead nowhere.
     *
     * @param round of the approval, 0 where it does not matter
     * @param seenBy who decided on the card of that round; null when nobody did
     * @param step of the model
     * @param rule that decided here
     */
    public record About(
            @Nullable UUID call,
            @Nullable UUID approval,
            int round,
            @Nullable String seenBy,
            @Nullable Integer step,
            @Nullable String rule) {

        public static final About NOTHING = new About(null, null, 0, null, null, null);

        public static About call(@Nullable UUID call) {
            return new About(call, null, 0, null, null, null);
        }

        public static About step(int step) {
            return new About(null, null, 0, null, step, null);
        }

        /** The same, decided by a rule. */
        public About by(@Nullable String decidedBy) {
            return new About(call, approval, round, seenBy, step, decidedBy);
        }

        /** The same with its card. */
        public About with(@Nullable UUID card) {
            return new About(call, card, round, seenBy, step, rule);
        }

        /** The same with the card of a round as somebody saw it. */
        public About seen(int of, String by) {
            return new About(call, approval, of, by, step, rule);
        }
    }
}
