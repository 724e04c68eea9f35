package dev.countersign.ui.group;

import dev.countersign.ui.card.Sentence;
import dev.countersign.ui.page.Frame;
import dev.countersign.ui.page.Moment;
import io.quarkus.qute.TemplateData;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The table as the template shows it.
 *
 * @param told what a submission came to, or what its form lacked; null on a table that was just opened
 */
@TemplateData
public record GroupView(
        Frame frame,
        Place place,
        Head head,
        @Nullable Told told,
        List<RowOf> rows,
        Columns columns,
        Foot foot,
        String action,
        String hint,
        String note) {

    /** Where the table stands: the view it was opened from, its own address, its first card. */
    @TemplateData
    public record Place(String heading, String back, String crumb, String form, String firstCard) {}

    /** What is above the table. */
    @TemplateData
    public record Head(
            List<Sentence.Part> what,
            int held,
            String undo,
            String workflow,
            String rule,
            @Nullable Moment readFrom,
            @Nullable Moment readTo,
            @Nullable Moment left,
            @Nullable Moment expires,
            boolean more) {}

    /** What became of a submission. */
    @TemplateData
    public record Told(String headline, String words, String code, boolean alert) {}

    /** Which columns there are, and what stands above them. */
    @TemplateData
    public record Columns(
            String record, String figure, boolean fields, boolean creates, String shift, boolean reasons) {}

    /** The totals of the rows that are ticked. */
    @TemplateData
    public record Foot(int ticked, boolean summed, String sum, boolean compared, String median) {}

    /** Why a row is not ticked: the point in bold, and the rest. */
    @TemplateData
    public record Reason(String point, String rest) {}

    /** One record. */
    @TemplateData
    public record RowOf(
            String id,
            String digest,
            String state,
            String href,
            String name,
            String of,
            String figure,
            String figureValue,
            List<Line> lines,
            boolean tickable,
            boolean ticked,
            @Nullable Reason reason,
            String code,
            String ended,
            String by,
            @Nullable Moment endedAt) {

        /** Rows of the table that this record takes. */
        public int getHeight() {
            return Math.max(1, lines.size());
        }

        public boolean isOver() {
            return !ended.isEmpty();
        }
    }

    /** One field of a record. */
    @TemplateData
    public record Line(
            boolean first,
            String field,
            String now,
            boolean nowEmpty,
            String proposed,
            String shift,
            String shiftValue) {}

    /** All items decided or waiting, as one table. */
    static GroupView of(
            Frame frame,
            Place place,
            Group group,
            Set<UUID> ticked,
            Map<UUID, BatchDesk.Refusal> refusals,
            @Nullable Told told,
            String note,
            Instant now) {
        return new GroupTable(group, refusals, now).view(frame, place, ticked, told, note);
    }

    /** Whether anything is left to decide here. */
    public boolean isTickable() {
        return rows.stream().anyMatch(RowOf::tickable);
    }

    /** What is ticked before anybody looked: all that may be, but for the outliers. */
    static Set<UUID> usual(Group group, Instant now) {
        Map<UUID, Reason> reasons = Outliers.of(group.items(), now);
        return group.items().stream()
                .filter(item -> item.decidable() && !reasons.containsKey(item.id()))
                .map(Item::id)
                .collect(Collectors.toUnmodifiableSet());
    }
}
