package dev.countersign.ui.page;

import dev.countersign.ui.inbox.InboxPage;
import dev.countersign.ui.inbox.InboxQuery.View;
import dev.countersign.ui.inbox.Viewer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What stands around a page: the title, the rail and who is signed in.
 *
 * @param place which entry of the rail is the current one; empty for none
 * @param person name of the viewer; empty when nobody is signed in
 * @param mine how many items wait for the viewer; empty when the page does not know
 */
public record Frame(String title, String place, String person, String groups, String mine, String team) {

    /** A page that nobody needs to be signed in for. */
    public static Frame outside(String title) {
        return new Frame(title, "", "", "", "", "");
    }

    /** A page without the counts of the inbox. */
    public static Frame of(String title, @Nullable Viewer viewer) {
        return viewer == null ? outside(title) : of(title, "", viewer, Map.of());
    }

    /** A page of those who write policy. */
    public static Frame policy(String title, Viewer viewer) {
        return of(title, "policy", viewer, Map.of());
    }

    /** A page that is an entry of the rail. */
    public static Frame of(String title, String place, Viewer viewer) {
        return of(title, place, viewer, Map.of());
    }

    /** A page of the inbox. */
    public static Frame inbox(View view, Viewer viewer, InboxPage page) {
        Integer waiting = page.counts().get(view == View.DECIDED ? View.MINE : view);
        String count = waiting == null || waiting == 0 ? "" : "(" + waiting + ") ";
        return of(count + "Inbox", view.name().toLowerCase(Locale.ROOT), viewer, page.counts());
    }

    public boolean isSignedIn() {
        return !person.isEmpty();
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

    private static Frame of(String title, String place, Viewer viewer, Map<View, Integer> counts) {
        String groups = viewer.groups().isEmpty()
                ? viewer.roles().stream().sorted().collect(Collectors.joining(", "))
                : viewer.groups().stream().sorted().collect(Collectors.joining(", "));
        return new Frame(title, place, viewer.name(), groups, text(counts.get(View.MINE)), text(counts.get(View.TEAM)));
    }

    private static String text(@Nullable Integer count) {
        if (count == null) {
            return "";
        }
        return count >= 1_000 ? "1,000+" : count.toString();
    }
}
