package dev.countersign.orchestrator.desk;

import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.toolcall.Recheck;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.page.InertText;
import dev.countersign.ui.review.PolicyRecheck;
import dev.countersign.ui.review.Problem;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** Asks policy again when somebody who may see a card opens it, and says in words what that changed. */
@Singleton
public class CardRecheck implements PolicyRecheck {
    private static final int WORDS_MAX_CHARS = 2_000;

    private final Approvals approvals;
    private final Recheck recheck;

    public CardRecheck(Approvals approvals, Recheck recheck) {
        this.approvals = approvals;
        this.recheck = recheck;
    }

    @Override
    public Optional<Problem> opened(Viewer viewer, UUID id) {
        return approvals
                .find(id)
                .filter(approval -> Desk.maySee(viewer))
                .map(recheck::whenOpened)
                .flatMap(CardRecheck::told);
    }

    /** The next round says itself that the record moved or that policy grew stricter. */
    private static Optional<Problem> told(Recheck.Finding finding) {
        return switch (finding) {
            case Recheck.Finding.Unchanged same -> Optional.empty();
            case Recheck.Finding.Moved moved -> Optional.empty();
            case Recheck.Finding.Stricter stricter -> Optional.empty();
            case Recheck.Finding.Overtaken overtaken -> Optional.empty();
            case Recheck.Finding.Late late -> Optional.empty();
            case Recheck.Finding.Unreadable unreadable ->
                problem(
                        "RECORD_UNREADABLE",
                        "Policy changed, and the record cannot be read to ask it again.",
                        "You can reject; approving waits.");
            case Recheck.Finding.Unanswered unanswered ->
                problem(
                        "POLICY_INDETERMINATE",
                        "Policy changed and gives no answer right now.",
                        "You can reject; approving waits.");
            case Recheck.Finding.Denied denied ->
                problem("POLICY_DENIED", "This is closed.", denied.words() + ". Nothing was sent.");
        };
    }

    private static Optional<Problem> problem(String code, String headline, String words) {
        return Optional.of(new Problem(
                code, headline, InertText.line(words, WORDS_MAX_CHARS).value(), ""));
    }
}
