package dev.countersign.ui.inbox;

import dev.countersign.ui.inbox.InboxQuery.Filter;
import dev.countersign.ui.inbox.InboxQuery.View;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The addresses of the inbox: the view, its order and filters, and where its list begins stand in every one. */
public final class InboxLinks {

    private InboxLinks() {}

    static String list(View view, @Nullable String cursor) {
        return list(new InboxQuery(view, cursor, 1));
    }

    static String list(InboxQuery query) {
        return "/inbox?" + whole(query);
    }

    /** The list from its beginning. */
    static String top(InboxQuery query) {
        return "/inbox?" + query(query);
    }

    static String next(InboxQuery query, @Nullable String cursor) {
        return list(new InboxQuery(query.view(), query.order(), query.filter(), cursor, query.limit()));
    }

    static String filtered(InboxQuery query, Filter filter) {
        return top(new InboxQuery(query.view(), query.order(), filter, null, query.limit()));
    }

    static String item(UUID id, InboxQuery query) {
        return "/inbox/" + id + "?" + whole(query);
    }

    static String vote(UUID id, InboxQuery query) {
        return form(id, "votes", query);
    }

    /** Where a form about one item posts to. */
    static String form(UUID id, String what, InboxQuery query) {
        return "/inbox/" + id + "/" + what + "?" + whole(query);
    }

    private static String whole(InboxQuery query) {
        return query.cursor() == null ? query(query) : query(query) + "&cursor=" + encoded(query.cursor());
    }

    /** What stands behind the question mark, always in the same order: two equal views have equal texts. */
    public static String query(InboxQuery query) {
        var text = new StringBuilder("view=").append(name(query.view()));
        Filter filter = query.filter();
        add(text, "workflow", filter.workflow());
        add(text, "tool", filter.tool());
        add(text, "ref", filter.ref());
        add(text, "rule", filter.rule());
        add(text, "tier", filter.tier() == null ? null : filter.tier().name());
        add(text, "order", query.order() == null ? null : name(query.order()));
        return text.toString();
    }

    /** A view that was saved, from its text; what a version before us wrote and we do not know is left out. */
    public static InboxQuery read(String query, Viewer viewer) {
        var asked = new InboxParameters();
        for (String pair : query.split("&")) {
            int at = pair.indexOf('=');
            if (at > 0) {
                asked.take(pair.substring(0, at), URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
            }
        }
        return asked.query(viewer);
    }

    private static void add(StringBuilder text, String name, @Nullable String value) {
        if (value != null) {
            text.append('&').append(name).append('=').append(encoded(value));
        }
    }

    static String name(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
