package dev.countersign.orchestrator.mail;

import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.ui.card.Card;
import dev.countersign.ui.card.ChangeView;
import dev.countersign.ui.page.InertText;
import dev.countersign.ui.page.Moment;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;

/** Puts items into words for a mail: consequence, changes, why, expiry and a link. A link decides nothing (M21). */
@Singleton
class LetterWriter {
    /** Items told in full or by their sentence; the rest is a number and the link to the list. */
    static final int TOLD = 20;

    private static final int LINE = 300;
    private final MailConfig config;

    LetterWriter(MailConfig config) {
        this.config = config;
    }

    /** One item that a letter tells of. */
    record Item(Approval approval, Card card, Kind kind) {}

    /** Why a person is told. */
    enum Kind {
        ASKED,
        REMINDER,
        ESCALATED
    }

    String subject(List<Item> items) {
        if (items.size() > 1) {
            return items.size() + " requests wait for you";
        }
        Item only = items.getFirst();
        String why =
                switch (only.kind()) {
                    case ASKED -> "";
                    case REMINDER -> "Still waits: ";
                    case ESCALATED -> "Escalated to you: ";
                };
        return line(why + only.approval().tier() + " " + only.card().consequence(), 200);
    }

    String body(List<Item> items, Instant now) {
        var text = new StringBuilder();
        if (items.size() == 1) {
            whole(text, items.getFirst(), now);
        } else {
            items.stream().limit(TOLD).forEach(item -> brief(text, item, now));
            if (items.size() > TOLD) {
                text.append("And ").append(items.size() - TOLD).append(" more.\n\n");
            }
            text.append("All of them: ").append(link("/inbox")).append('\n');
        }
        return text.append("\nThis mail decides nothing; opening a link decides nothing either.\n")
                .toString();
    }

    private void whole(StringBuilder text, Item item, Instant now) {
        Card card = item.card();
        text.append(line(card.consequence(), 1_000)).append("\n\n");
        for (ChangeView change : ChangeView.of(card.changes(), item.approval().editedBy() != null)) {
            text.append(change.field()).append(": ");
            if (!change.nowEmpty()) {
                text.append(line(change.now(), LINE)).append(" -> ");
            }
            text.append(line(change.proposed(), LINE));
            text.append(change.difference().isEmpty() ? "" : " (" + change.difference() + ")")
                    .append('\n');
        }
        card.lost()
                .forEach(lost ->
                        text.append("Lost for good: ").append(line(lost, LINE)).append('\n'));
        text.append(card.changes().isEmpty() && card.lost().isEmpty() ? "" : "\n")
                .append("Why you: ")
                .append(line(card.why().title(), LINE))
                .append(". ")
                .append(line(card.why().because(), 1_000))
                .append("\nExpires: ")
                .append(expiry(item, now))
                .append("\n\nLook at it and decide: ")
                .append(link("/inbox/" + item.approval().id()))
                .append('\n');
    }

    private void brief(StringBuilder text, Item item, Instant now) {
        text.append(item.approval().tier())
                .append(' ')
                .append(line(item.card().consequence(), LINE))
                .append("\nExpires ")
                .append(expiry(item, now))
                .append(". ")
                .append(link("/inbox/" + item.approval().id()))
                .append("\n\n");
    }

    private static String expiry(Item item, Instant now) {
        Instant at = item.approval().expiresAt();
        return Moment.full(at).title() + ", in " + Moment.left(at, now).text();
    }

    private String link(String path) {
        String base = config.publicUrl().toString();
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path;
    }

    private static String line(String text, int max) {
        InertText inert = InertText.line(text, max);
        return inert.cut() == 0 ? inert.value() : inert.value() + "…";
    }
}
