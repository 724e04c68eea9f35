package dev.countersign.ui.policy;

import dev.countersign.ui.page.Moment;
import io.quarkus.qute.TemplateData;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A revision as the templates show it; digests short, the full ones beside them.
 *
 * @param what what it changed: "Data", "Rules", "Rules and data"
 * @param alone whether who proposed it activated it in the same breath
 */
@TemplateData
public record RevisionView(
        String number,
        String what,
        String proposedBy,
        Moment proposedAt,
        String activatedBy,
        @Nullable Moment activatedAt,
        boolean alone,
        boolean active,
        String rules,
        String rulesFull,
        String data,
        String dataFull) {

    private static final int DIGITS_SHOWN = 12;

    static RevisionView of(Revision revision, String what, Instant now) {
        return new RevisionView(
                ExplainedView.line(revision.number(), 40),
                what,
                ExplainedView.line(revision.proposedBy(), 200),
                Moment.when(revision.proposedAt(), now),
                ExplainedView.line(revision.activatedBy(), 200),
                revision.activatedAt() == null ? null : Moment.when(revision.activatedAt(), now),
                isAlone(revision),
                revision.active(),
                shortened(revision.rulesDigest()),
                ExplainedView.line(revision.rulesDigest(), 200),
                shortened(revision.dataDigest()),
                ExplainedView.line(revision.dataDigest(), 200));
    }

    /** What a revision changed against the one before it. */
    static String what(Revision revision, @Nullable Revision before) {
        if (before == null) {
            return "The first";
        }
        boolean rules = !revision.rulesDigest().equals(before.rulesDigest());
        boolean data = !revision.dataDigest().equals(before.dataDigest());
        if (rules && data) {
            return "Rules and data";
        }
        return rules ? "Rules" : data ? "Data" : "Nothing, activated again";
    }

    private static boolean isAlone(Revision revision) {
        return revision.activatedAt() != null
                && revision.proposedBy().equals(revision.activatedBy())
                && revision.proposedAt().plusSeconds(60).isAfter(revision.activatedAt());
    }

    private static String shortened(String digest) {
        String hex = ExplainedView.line(digest, 200).replaceFirst("^sha256:", "");
        return hex.substring(0, Math.min(DIGITS_SHOWN, hex.length()));
    }
}
