package dev.countersign.ui.card;

import io.quarkus.qute.TemplateData;
import java.util.List;

/**
 * One line of "After merge".
 *
 * @param stays the value that the remaining record has afterwards
 * @param moved whether the merge changes it
 * @param difference what it gains, or "unchanged"
 */
@TemplateData
public record MergedView(String field, String deleted, String stays, boolean moved, String difference) {

    public static List<MergedView> of(List<Card.Merged> merged) {
        return merged.stream().map(MergedView::of).toList();
    }

    private static MergedView of(Card.Merged line) {
        boolean moved = line.after() != null && !line.after().equals(line.stays());
        String gained = moved ? Difference.between(line.stays(), line.after()) : "";
        return new MergedView(
                FieldValue.label(line.field()),
                FieldValue.text(line.deleted()),
                FieldValue.text(moved ? line.after() : line.stays()),
                moved,
                moved ? gained.split(",")[0] : "unchanged");
    }
}
