package dev.countersign.ui.group;

import dev.countersign.ui.page.PathId;
import dev.countersign.ui.review.Reason;
import dev.countersign.ui.review.ReasonCode;
import dev.countersign.ui.review.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** The form of a table as a browser sends it: every row with its id and digest, and the ids of those that are ticked. */
class TableForm {

    @RestForm("approval_id")
    List<String> approvals = List.of();

    @RestForm("digest")
    List<String> digests = List.of();

    @RestForm("ticked")
    List<String> ticked = List.of();

    @RestForm
    @Nullable
    String verdict;

    @RestForm("reason_code")
    @Nullable
    String reasonCode;

    @RestForm
    @Nullable
    String note;

    /** All rows of the table that was sent, in its order; empty when the form is broken. */
    List<BatchDesk.Ticked> rows() {
        if (approvals.size() != digests.size() || approvals.size() > BatchDesk.MAX) {
            return List.of();
        }
        List<BatchDesk.Ticked> rows = new ArrayList<>();
        Set<UUID> seen = new HashSet<>();
        for (int i = 0; i < approvals.size(); i++) {
            Optional<UUID> id = PathId.of(approvals.get(i));
            if (id.isEmpty() || digests.get(i).length() > 200) {
                return List.of();
            }
            if (seen.add(id.get())) {
                rows.add(new BatchDesk.Ticked(id.get(), digests.get(i)));
            }
        }
        return rows;
    }

    List<BatchDesk.Ticked> chosen() {
        return rows().stream()
                .filter(row -> ticked.contains(row.approval().toString()))
                .toList();
    }

    /** A chip of the reasons is a rejection; only the button approves. */
    Optional<Verdict> verdict() {
        if (reasonCode != null && !reasonCode.isEmpty()) {
            return Optional.of(Verdict.REJECT);
        }
        return verdict == null ? Optional.empty() : Verdict.of(verdict);
    }

    String note() {
        return note == null || note.isBlank() ? "" : note.strip();
    }

    Optional<Reason> reason() {
        return reasonCode == null
                ? Optional.empty()
                : ReasonCode.of(reasonCode).map(code -> new Reason(code, note().isEmpty() ? null : note()));
    }

    /** What the form lacks; empty when it can go to the desk. */
    Optional<GroupView.Told> problem() {
        if (approvals.size() > BatchDesk.MAX) {
            return problem("More than " + BatchDesk.MAX + " rows do not fit.", "Decide them in two tables.");
        }
        if (rows().isEmpty() || verdict().isEmpty()) {
            return problem("The form was incomplete.", "Open the table again and decide there.");
        }
        if (chosen().isEmpty()) {
            return problem("No row is ticked.", "Tick what you have looked at, then decide.");
        }
        if (verdict().get() == Verdict.APPROVE) {
            return Optional.empty();
        }
        if (reason().isEmpty()) {
            return problem("A rejection needs a reason.", "Choose one of the five below.");
        }
        if (reason().get().code() == ReasonCode.OTHER && note().isEmpty()) {
            return problem("Other needs a note.", "Write the note and choose Other again.");
        }
        if (note().length() > Reason.NOTE_MAX_CHARS) {
            return problem("The note is too long.", "It has %,d characters; 2,000 fit.".formatted(note().length()));
        }
        return Optional.empty();
    }

    private static Optional<GroupView.Told> problem(String headline, String words) {
        return Optional.of(new GroupView.Told(headline, "Nothing was sent. " + words, "INVALID", true));
    }
}
