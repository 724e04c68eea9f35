package dev.countersign.ui.timeline;

import dev.countersign.ui.policy.Explained;
import dev.countersign.ui.review.Review;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A call, told for a person: labelled facts in reading order, arguments and result as JSON text, masked.
 *
 * @param why what decided, with its near misses by the active revision; null when it was refused before policy was asked
 * @param whyNow what the active revision says today about what was asked then; null without {@code why}
 * @param proposed the arguments that the agent gave, where they differ from what was sent
 * @param kept a sentence on what of the result nobody was given; null when that is nothing
 * @param rounds of its approval, oldest first; empty when nobody was asked
 * @param shown the card of one round; null when nobody was asked
 */
public record CallStory(
        UUID id,
        UUID runId,
        @Nullable UUID approvalId,
        String tool,
        String state,
        List<Section> sections,
        @Nullable Explained why,
        @Nullable String whyNow,
        @Nullable String arguments,
        @Nullable String proposed,
        @Nullable String result,
        @Nullable String kept,
        List<Round> rounds,
        @Nullable Shown shown) {

    public CallStory {
        sections = List.copyOf(sections);
        rounds = List.copyOf(rounds);
    }

    /** Facts under one heading. */
    public record Section(String title, List<Line> lines) {
        public Section {
            lines = List.copyOf(lines);
        }
    }

    /**
     * One labelled fact ("Decided by", "rule tool:crm.update_owner, revision 12").
     *
     * @param value empty when the moment says it all
     * @param at when it was, shown in the reader's zone; null for what has no time
     * @param href a page of ours that the value leads to; null for none
     */
    public record Line(
            String label,
            String value,
            @Nullable Instant at,
            @Nullable String href) {

        public static Line of(String label, String value) {
            return new Line(label, value, null, null);
        }

        public static Line at(String label, String value, Instant at) {
            return new Line(label, value, at, null);
        }

        public static Line to(String label, String value, String href) {
            return new Line(label, value, null, href);
        }
    }

    /** One time that people were asked, with what they said in words. */
    public record Round(int number, Instant openedAt, String outcome) {}

    /**
     * The card of one round, from what was stored when it was opened.
     *
     * @param review as it was then; votes are those of this round
     * @param bound the document that the digest hashes, as JSON text
     * @param computed the digest of that document, computed now
     */
    public record Shown(Review review, String bound, String computed) {

        public boolean matches() {
            return review.digest().equals(computed);
        }
    }
}
