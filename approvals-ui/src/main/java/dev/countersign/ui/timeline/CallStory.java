package dev.countersign.ui.timeline;

import dev.countersign.ui.policy.Explained;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A call, told for a person: labelled facts in reading order, arguments and result as JSON text, masked.
 *
 * @param why what decided, with its near misses by the active revision; null when it was refused before policy was asked
 * @param whyNow what the active revision says today about what was asked then; null without {@code why}
 */
public record CallStory(
        UUID id,
        UUID runId,
        @Nullable UUID approvalId,
        String tool,
        String state,
        List<Line> lines,
        @Nullable Explained why,
        @Nullable String whyNow,
        @Nullable String arguments,
        @Nullable String result) {

    public CallStory {
        lines = List.copyOf(lines);
    }

    /**
     * One labelled fact ("Decided by", "rule tool:crm.update_owner, revision 12").
     *
     * @param value empty when the moment says it all
     * @param at when it was, shown in the reader's zone; null for what has no time
     */
    public record Line(String label, String value, @Nullable Instant at) {}
}
