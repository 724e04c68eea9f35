package dev.countersign.ui.inbox;

import dev.countersign.ui.review.Checks;
import dev.countersign.ui.review.Problem;
import dev.countersign.ui.review.Reason;
import dev.countersign.ui.review.ReasonCode;
import dev.countersign.ui.review.Review;
import dev.countersign.ui.review.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** The fields of a vote as a browser sends them, all of them perhaps missing. */
class VoteForm {

    @RestForm
    @Nullable
    String verdict;

    @RestForm
    @Nullable
    String digest;

    @RestForm("reason_code")
    @Nullable
    String reasonCode;

    @RestForm
    @Nullable
    String note;

    /** What was ticked, by number; for what is wide or irreversible. */
    @RestForm
    @Nullable
    List<String> checked;

    /** How many records the person typed. */
    @RestForm
    @Nullable
    String count;

    Optional<Verdict> verdict() {
        return verdict == null ? Optional.empty() : Verdict.of(verdict);
    }

    String digest() {
        return digest == null ? "" : digest;
    }

    @Nullable
    String note() {
        return note == null || note.isBlank() ? null : note.strip();
    }

    Optional<Reason> reason() {
        return reasonCode == null ? Optional.empty() : ReasonCode.of(reasonCode).map(code -> new Reason(code, note()));
    }

    /** What the form lacks; empty when it can go to the desk. */
    Optional<Problem> problem() {
        if (verdict().isEmpty() || digest().isEmpty() || digest().length() > 200) {
            return problem("The form was incomplete.", "Nothing was sent. Decide again below.");
        }
        if (verdict().get() == Verdict.APPROVE) {
            return Optional.empty();
        }
        if (reason().isEmpty()) {
            return problem("A rejection needs a reason.", "Nothing was sent. Choose one of the five below.");
        }
        String text = note();
        if (reason().get().code() == ReasonCode.OTHER && text == null) {
            return problem("Other needs a note.", "Nothing was sent. Write the note and choose Other again.");
        }
        if (text != null && text.length() > Reason.NOTE_MAX_CHARS) {
            return problem(
                    "The note is too long.",
                    "Nothing was sent. It has %,d characters; 2,000 fit.".formatted(text.length()));
        }
        return Optional.empty();
    }

    /**
     * What an approval of this very card lacks. A card that is another one by now, or that this person does not decide,
     * is the desk's to refuse by name.
     */
    Optional<Problem> unchecked(Review review) {
        if (verdict().orElse(null) != Verdict.APPROVE
                || !review.mayVote()
                || !review.digest().equals(digest())) {
            return Optional.empty();
        }
        Set<String> ticked = checked == null ? Set.of() : Set.copyOf(checked);
        return Checks.of(review)
                .missing(ticked, count)
                .map(missing -> Problem.invalid(missing, "Nothing was sent and no vote was recorded.", note()));
    }

    private Optional<Problem> problem(String headline, String words) {
        return Optional.of(Problem.invalid(headline, words, note()));
    }
}
