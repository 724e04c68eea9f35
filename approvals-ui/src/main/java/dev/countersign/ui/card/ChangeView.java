package dev.countersign.ui.card;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.qute.TemplateData;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table of changes.
 *
 * @param seen what the person saw before the record moved; empty when nothing moved at all
 * @param moved whether the record's own value is not the one that was seen
 * @param drift what lies between seen and now
 * @param touched whether the call would change it (a line may be there only because the record moved)
 */
@TemplateData
public record ChangeView(
        String field,
        String seen,
        String now,
        String proposed,
        String difference,
        String drift,
        boolean moved,
        boolean touched,
        boolean nowEmpty,
        boolean masked) {

    /** The lines in the card's order; moved ones first. */
    public static List<ChangeView> of(List<Card.Change> changes) {
        return changes.stream()
                .map(ChangeView::of)
                .sorted(Comparator.comparing(line -> !line.moved()))
                .toList();
    }

    private static ChangeView of(Card.Change change) {
        boolean drifted = change.seen() != null;
        boolean moved = drifted && !same(change.seen(), change.before());
        return new ChangeView(
                FieldValue.label(change.field()),
                drifted ? FieldValue.text(change.seen()) : FieldValue.text(change.before()),
                FieldValue.text(change.before()),
                FieldValue.text(change.after()),
                change.masked() ? "" : Difference.between(change.before(), change.after()),
                moved && !change.masked() ? Difference.between(change.seen(), change.before()) : "",
                moved,
                !same(change.before(), change.after()),
                FieldValue.isEmpty(change.before()),
                change.masked());
    }

    private static boolean same(@Nullable JsonNode one, @Nullable JsonNode other) {
        return (FieldValue.isEmpty(one) && FieldValue.isEmpty(other)) || Objects.equals(one, other);
    }
}
