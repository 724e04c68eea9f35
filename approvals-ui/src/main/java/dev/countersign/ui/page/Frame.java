package dev.countersign.ui.page;

import dev.countersign.ui.inbox.InboxLinks;
import dev.countersign.ui.inbox.InboxPage;
import dev.countersign.ui.inbox.InboxQuery;
import dev.countersign.ui.inbox.InboxQuery.View;
import dev.countersign.ui.inbox.Rail;
import dev.countersign.ui.inbox.Viewer;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What stands around a page: the title, the rail and who is signed in. The rail's counts are the {@link RailView}'s.
 *
 * @param place which entry of the rail is the current one; empty for none
 * @param query the list that is shown, as a saved view writes it; empty where there is no list
 * @param viewer id of who is signed in; empty when nobody is
 * @param person name of the viewer
 */
public record Frame(String title, String place, String query, String viewer, String person, String groups) {

    /** A page that nobody needs to be signed in for. */
    public static Frame outside(String title) {
        return new Frame(title, "", "", "", "", "");
    }

    /** A page that is no entry of the rail. */
    public static Frame of(String title, @Nullable Viewer viewer) {
        return viewer == null ? outside(title) : of(title, "", "", viewer);
    }

    /** A page of an entry of the rail other than the inbox's views. */
    public static Frame at(String place, String title, Viewer viewer) {
        return of(title, place, "", viewer);
    }

    /** A page of those who write policy. */
    public static Frame policy(String title, Viewer viewer) {
        return of(title, "policy", "", viewer);
    }

    /** A page that is an entry of the rail. */
    public static Frame of(String title, String place, Viewer viewer) {
        return of(title, place, "", viewer);
    }

    /** A page of the inbox. */
    public static Frame inbox(InboxQuery query, Viewer viewer, InboxPage page) {
        boolean waits = query.view() != View.DECIDED && page.count() > 0;
        String place = query.view().name().toLowerCase(Locale.ROOT);
        return of(
                (waits ? "(" + Rail.words(page.count()) + ") " : "") + "Inbox", place, InboxLinks.query(query), viewer);
    }

    public boolean isSignedIn() {
        return !viewer.isEmpty();
    }

    public String getStyle() {
        return Assets.STYLE;
    }

    public String getScript() {
        return Assets.SCRIPT;
    }

    public List<String> getImported() {
        return Assets.IMPORTED;
    }

    public String getHtmx() {
        return Assets.HTMX;
    }

    private static Frame of(String title, String place, String query, Viewer viewer) {
        String groups = viewer.groups().isEmpty()
                ? viewer.roles().stream().sorted().collect(Collectors.joining(", "))
                : viewer.groups().stream().sorted().collect(Collectors.joining(", "));
        return new Frame(title, place, query, viewer.id(), viewer.name(), groups);
    }
}
