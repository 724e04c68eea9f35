package dev.countersign.ui.edit;

import dev.countersign.ui.review.Answer;
import java.util.Map;

/** What the desk answers to an edit. A refusal is a value with a name, never an exception. */
public sealed interface EditAnswer {

    /** The next round is open with the new values. */
    record Saved() implements EditAnswer {}

    /** Nothing changed: not entitled, another card, too late, not now, or policy denies it. */
    record Refused(Answer.Refused refusal) implements EditAnswer {}

    /**
     * Nothing changed: some values cannot be sent.
     *
     * @param fields what to mend, by argument
     * @param rest what belongs to no field of the form; empty when nothing does
     */
    record Unfit(Map<String, String> fields, String rest) implements EditAnswer {
        public Unfit {
            fields = Map.copyOf(fields);
        }
    }

    /** There is no such approval, or this person may not see it. */
    record NotFound() implements EditAnswer {}
}
