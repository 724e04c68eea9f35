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
 * @param agent what the agent proposed, where a person edited the call; empty otherwise
 * @param byPerson whether a person put another value in its place
 * @param touched whether the call would change it (a line may be there only because the record moved)
 */
@TemplateData
public record ChangeView(
        String field,
        String seen,
        String now,
        String proposed,
        String agent,
        String difference,
        String drift,
        boolean moved,
        boolean touched,
        boolean nowEmpty,
        boolean masked,
        boolean byPerson) {

    /** The lines in the card's order; moved ones first. */
    public static List<ChangeView> of(List<Card.Change> changes, boolean edited) {
        return changes.stream()
                .map(change -> of(change, edited))
                .sorted(Comparator.comparing(line -> !line.moved()))
                .toList();
    }

    private static ChangeView of(Card.Change change, boolean edited) {
        boolean drifted = change.seen() != null;
        boolean moved = drifted && !same(change.seen(), change.before());
        return new ChangeView(
                FieldValue.label(change.field()),
                drifted ? FieldValue.text(change.seen()) : FieldValue.text(change.before()),
                FieldValue.text(change.before()),
                FieldValue.text(change.after()),
                edited ? agent(change) : "",
                change.masked() ? "" : Difference.between(change.before(), change.after()),
                moved && !change.masked() ? Difference.between(change.seen(), change.before()) : "",
                moved,
                !same(change.before(), change.after()),
                FieldValue.isEmpty(change.before()),
                change.masked(),
                edited && !same(change.agent(), change.after()));
    }

    private static String agent(Card.Change change) {
        return change.agent() == null ? "nothing" : FieldValue.text(change.agent());
    }

    private static boolean same(@Nullable JsonNode one, @Nullable JsonNode other) {
        return (FieldValue.isEmpty(one) && FieldValue.isEmpty(other)) || Objects.equals(one, other);
    }
}
