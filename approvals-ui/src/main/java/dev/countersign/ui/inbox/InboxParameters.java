package dev.countersign.ui.inbox;

import dev.countersign.ui.inbox.InboxQuery.View;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
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

    @Context
    @Nullable
    UriInfo address;

    /** Whether the card is to be shown as the form that changes it: {@code ?edit}, which has no value. */
    boolean editing() {
        String query = address == null ? null : address.getRequestUri().getRawQuery();
        return query != null && Arrays.asList(query.split("&")).contains("edit");
    }

    InboxQuery query(Viewer viewer) {
        View usual = viewer.has("approver") ? View.MINE : View.TEAM;
        View asked = Arrays.stream(View.values())
                .filter(known -> InboxView.name(known).equals(view))
                .findFirst()
                .orElse(usual);
        return new InboxQuery(asked, cursor != null && CURSOR.matcher(cursor).matches() ? cursor : null, ROWS);
    }

    static Optional<UUID> id(String text) {
        try {
            return text.length() == 36 ? Optional.of(UUID.fromString(text)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
