package dev.countersign.ui.group;

import dev.countersign.ui.card.Sentence;
import dev.countersign.ui.page.InertText;
import dev.countersign.ui.page.Moment;
import io.quarkus.qute.TemplateData;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Alike items as one row of the list.
 *
 * @param holds the ids of the items that the row stands for, so that a page knows that it shows them
 */
@TemplateData
public record PileView(
        String key,
        String href,
        String holds,
        List<Sentence.Part> what,
        String workflow,
        String rule,
        String note,
        Moment left) {

    public static PileView of(Pile pile, String query, Instant now) {
        List<Item> items = pile.group().items();
        Item first = items.getFirst();
        int outliers = Outliers.of(items).size();
        return new PileView(
                pile.key(),
                "/inbox/groups/" + pile.key() + "?" + query,
                pile.onPage().stream().map(UUID::toString).collect(Collectors.joining(" ")),
                Phrase.of(first.card().action(), items, pile.group().more()),
                InertText.line(first.workflow(), 200).value(),
                InertText.line(first.card().why().title(), 300).value(),
                outliers == 0 ? "" : outliers == 1 ? "1 outlier" : outliers + " outliers",
                Moment.left(
                        items.stream()
                                .map(Item::expiresAt)
                                .min(Comparator.naturalOrder())
                                .orElseThrow(),
                        now));
    }

    /** How many items of the page the row stands for. */
    public int size() {
        return holds.split(" ").length;
    }
}
