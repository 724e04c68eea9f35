package dev.countersign.ui.inbox;

import dev.countersign.ui.inbox.InboxQuery.View;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What the address of an inbox page says. A word that we do not know is as good as none. */
class InboxParameters {

    private static final int ROWS = 50;
    private static final Pattern CURSOR = Pattern.compile("[A-Za-z0-9_-]{1,500}");

    @RestQuery
    @Nullable
    String view;

    @RestQuery
    @Nullable
    String cursor;

    InboxQuery query(Viewer viewer) {
        View usual = viewer.has("approver") ? View.MINE : View.TEAM;
        View asked = Arrays.stream(View.values())
                .filter(known -> InboxView.name(known).equals(view))
                .findFirst()
                .orElse(usual);
        return new InboxQuery(asked, cursor != null && CURSOR.matcher(cursor).matches() ? cursor : null, ROWS);
    }
}
