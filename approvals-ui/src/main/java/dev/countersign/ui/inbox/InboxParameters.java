package dev.countersign.ui.inbox;

import dev.countersign.ui.card.Tier;
import dev.countersign.ui.inbox.InboxQuery.Filter;
import dev.countersign.ui.inbox.InboxQuery.Order;
import dev.countersign.ui.inbox.InboxQuery.View;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What the address of an inbox page says. A word that we do not know is as good as none. */
public class InboxParameters {

    private static final int ROWS = 50;
    private static final int WORD_MAX_CHARS = 200;
    private static final Pattern CURSOR = Pattern.compile("[A-Za-z0-9_-]{1,500}");

    @RestQuery
    @Nullable
    String view;

    @RestQuery
    @Nullable
    String order;

    @RestQuery
    @Nullable
    String workflow;

    @RestQuery
    @Nullable
    String tool;

    @RestQuery
    @Nullable
    String ref;

    @RestQuery
    @Nullable
    String rule;

    @RestQuery
    @Nullable
    String tier;

    @RestQuery
    @Nullable
    String cursor;

    @Context
    @Nullable
    UriInfo address;

    /** Whether the card is to be shown as the form that changes it: {@code ?edit}, which has no value. */
    boolean editing() {
        String query = address == null ? null : address.getRequestUri().getRawQuery();
        return query != null && Arrays.asList(query.split("&")).contains("edit");
    }

    public InboxQuery query(Viewer viewer) {
        View usual = viewer.has("approver") ? View.MINE : View.TEAM;
        View asked = known(View.values(), view).orElse(usual);
        Filter filter = new Filter(
                word(workflow),
                word(tool),
                about(word(ref)),
                word(rule),
                known(Tier.values(), tier == null ? null : tier.toLowerCase(Locale.ROOT))
                        .orElse(null));
        return new InboxQuery(
                asked,
                asked.isOrdered() ? known(Order.values(), order).orElse(null) : null,
                filter,
                cursor != null && CURSOR.matcher(cursor).matches() ? cursor : null,
                ROWS);
    }

    void take(String name, String value) {
        switch (name) {
            case "view" -> view = value;
            case "order" -> order = value;
            case "workflow" -> workflow = value;
            case "tool" -> tool = value;
            case "ref" -> ref = value;
            case "rule" -> rule = value;
            case "tier" -> tier = value;
            default -> {}
        }
    }

    static <E extends Enum<E>> Optional<E> known(E[] words, @Nullable String asked) {
        return Arrays.stream(words)
                .filter(word -> InboxLinks.name(word).equals(asked))
                .findFirst();
    }

    private static @Nullable String word(@Nullable String text) {
        String word = text == null ? "" : text.strip();
        return word.isEmpty() || word.length() > WORD_MAX_CHARS || word.indexOf('\0') >= 0 ? null : word;
    }

    /** People write "acc-1" where the record is an account's. */
    private static @Nullable String about(@Nullable String ref) {
        return ref == null || ref.contains(":") ? ref : "account:" + ref;
    }
}
