package dev.countersign.ui.timeline;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A call, told for a person: labelled facts in reading order, arguments and result as JSON text, masked. */
public record CallStory(
        UUID id,
        UUID runId,
        @Nullable UUID approvalId,
        String tool,
        String state,
        List<Line> lines,
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
