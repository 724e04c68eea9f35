package dev.countersign.ui.inbox;

import dev.countersign.ui.day.DayView;
import dev.countersign.ui.edit.EditView;
import dev.countersign.ui.group.Pile;
import dev.countersign.ui.group.PileView;
import dev.countersign.ui.inbox.InboxQuery.View;
import dev.countersign.ui.page.Frame;
import dev.countersign.ui.page.RailView;
import dev.countersign.ui.policy.TroubleView;
import dev.countersign.ui.review.AttentionView;
import dev.countersign.ui.review.CardView;
import dev.countersign.ui.review.Problem;
import dev.countersign.ui.review.Review;
import io.quarkus.qute.TemplateData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The list and the card beside it; or, where nothing waits, the day (null where there is a list).
 *
 * @param position of the event stream when the page was made: its scripts follow from there
 */
@TemplateData
public record InboxView(
        Frame frame,
        Shelf shelf,
        @Nullable Desk desk,
        boolean atItem,
        @Nullable DayView day,
        String position) {

    /** The list: its heading, its rows, where it goes on, and that policy does not answer (null while it does). */
    @TemplateData
    public record Shelf(
            String view,
            String heading,
            String count,
            String self,
            List<RowView> rows,
            List<Line> lines,
            String next,
            String top,
            FilterView filter,
            @Nullable TroubleView trouble) {
        public boolean isEmpty() {
            return lines.isEmpty();
        }

        public List<String> getIds() {
            return rows.stream().map(RowView::id).toList();
        }
    }

    /** What takes one place in the list: an item, or a pile of alike ones. */
    @TemplateData
    public record Line(@Nullable RowView row, @Nullable PileView pile) {}

    /**
     * The card, its place in the list and its neighbours.
     *
     * @param edit the form that changes it; null while it is only shown
     */
    @TemplateData
    public record Desk(
            CardView card,
            @Nullable Problem problem,
            String place,
            String heading,
            String back,
            String previous,
            String next,
            String vote,
            String refresh,
            String reason,
            AttentionView attention,
            @Nullable TroubleView trouble,
            String editing,
            String edits,
            @Nullable EditView edit) {

        /** Where a form about this item posts to, such as "undo". */
        public String act(String word) {
            return vote.replace("/votes", "/" + word);
        }

        Desk editing(@Nullable EditView form) {
            return form == null
                    ? this
                    : new Desk(
                            card, problem, place, heading, back, previous, next, vote, refresh, reason, attention,
                            trouble, editing, edits, form);
        }
    }

    static Shelf shelf(
            InboxPage page,
            List<Pile> piles,
            InboxQuery query,
            @Nullable String selected,
            FilterView filter,
            @Nullable TroubleView trouble,
            Instant now) {
        List<Line> lines = lines(page, piles, query, selected, now);
        return new Shelf(
                InboxLinks.name(query.view()),
                RailView.label(query.view()),
                query.view() == View.DECIDED ? "" : Rail.words(page.count()),
                InboxLinks.list(query),
                lines.stream().map(Line::row).filter(Objects::nonNull).toList(),
                lines,
                page.nextCursor() == null ? "" : InboxLinks.next(query, page.nextCursor()),
                query.cursor() == null ? "" : InboxLinks.top(query),
                filter,
                trouble);
    }

    /** A pile stands where its first item would; one whose item is open lies spread out. */
    private static List<Line> lines(
            InboxPage page, List<Pile> piles, InboxQuery query, @Nullable String selected, Instant now) {
        Map<UUID, Pile> covered = new HashMap<>();
        piles.stream()
                .filter(pile ->
                        pile.onPage().stream().noneMatch(id -> id.toString().equals(selected)))
                .forEach(pile -> pile.onPage().forEach(id -> covered.put(id, pile)));
        List<Line> lines = new ArrayList<>();
        Set<String> shown = new HashSet<>();
        for (InboxRow row : page.rows()) {
            Pile pile = covered.get(row.id());
            if (pile == null) {
                lines.add(new Line(RowView.of(row, query, selected, now), null));
            } else if (shown.add(pile.key())) {
                lines.add(new Line(null, PileView.of(pile, InboxLinks.query(query), now)));
            }
        }
        return lines;
    }

    static Desk desk(
            Review review, @Nullable Problem problem, String reason, Shelf shelf, InboxQuery query, Instant now) {
        String id = review.id().toString();
        int at = -1;
        for (int i = 0; i < shelf.rows().size(); i++) {
            at = shelf.rows().get(i).id().equals(id) ? i : at;
        }
        int last = shelf.rows().size() - 1;
        return new Desk(
                CardView.of(review, now),
                problem,
                place(shelf, id),
                shelf.heading(),
                InboxLinks.list(query),
                at > 0 ? shelf.rows().get(at - 1).href() : "",
                at >= 0 && at < last ? shelf.rows().get(at + 1).href() : "",
                InboxLinks.vote(review.id(), query),
                InboxLinks.item(review.id(), query),
                reason,
                AttentionForms.view(review, query, now),
                review.state().takesVotes() && review.mayVote() ? shelf.trouble() : null,
                InboxLinks.editing(review.id(), query),
                InboxLinks.form(review.id(), "edits", query),
                null);
    }

    /** "3 of 9" among those that wait, alike ones counted one by one; nothing for one that is decided already. */
    private static String place(Shelf shelf, String id) {
        int before = 0;
        for (Line line : shelf.lines()) {
            RowView row = line.row();
            if (row == null) {
                before += line.pile() == null ? 0 : line.pile().size();
            } else if (row.id().equals(id)) {
                // Nobody knows how many stand before the first of a later page.
                boolean known =
                        row.isOpen() && shelf.top().isEmpty() && !shelf.count().isEmpty();
                return known ? before + 1 + " of " + shelf.count() : "";
            } else if (row.isOpen()) {
                before++;
            }
        }
        return "";
    }
}
