package dev.countersign.ui.inbox;

import dev.countersign.ui.inbox.InboxQuery.View;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The addresses of the inbox: the view and where its list begins stand in every one. */
final class InboxLinks {

    private InboxLinks() {}

    static String list(View view, @Nullable String cursor) {
        return "/inbox" + query(view, cursor);
    }

    static String item(UUID id, InboxQuery query) {
        return "/inbox/" + id + query(query.view(), query.cursor());
    }

    static String vote(UUID id, InboxQuery query) {
        return "/inbox/" + id + "/votes" + query(query.view(), query.cursor());
    }

    /** The card as the form that changes it. */
    static String editing(UUID id, InboxQuery query) {
        return item(id, query) + "&edit";
    }

    static String edits(UUID id, InboxQuery query) {
        return "/inbox/" + id + "/edits" + query(query.view(), query.cursor());
    }

    private static String query(View view, @Nullable String cursor) {
        String query = "?view=" + view.name().toLowerCase(Locale.ROOT);
        return cursor == null ? query : query + "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
    }
}
