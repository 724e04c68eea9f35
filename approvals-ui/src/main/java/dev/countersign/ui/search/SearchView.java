package dev.countersign.ui.search;

import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.page.Frame;
import dev.countersign.ui.page.InertText;
import dev.countersign.ui.page.Moment;
import io.quarkus.qute.TemplateData;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The search page as the template shows it.
 *
 * @param asked whether anything was looked for
 * @param wrong whether the run that was named is no id
 */
@TemplateData
public record SearchView(
        Frame frame,
        String q,
        String ref,
        String run,
        String person,
        String rule,
        boolean asked,
        boolean wrong,
        List<Group> groups,
        String next,
        String first) {

    /** What was found of one kind. */
    @TemplateData
    public record Group(String title, List<Item> items) {}

    /** One thing that was found. */
    @TemplateData
    public record Item(String href, String title, Moment at) {}

    static SearchView blank(SearchParameters asked, Viewer viewer) {
        return view(asked, viewer, false, false, List.of(), "");
    }

    static SearchView wrong(SearchParameters asked, Viewer viewer) {
        return view(asked, viewer, false, true, List.of(), "");
    }

    static SearchView of(SearchParameters asked, FoundPage found, Viewer viewer, Instant now) {
        List<Group> groups = Arrays.stream(FoundPage.Kind.values())
                .map(kind -> group(kind, found, now))
                .filter(group -> !group.items().isEmpty())
                .toList();
        return view(asked, viewer, true, false, groups, found.next() == null ? "" : asked.href(found.next()));
    }

    private static SearchView view(
            SearchParameters asked, Viewer viewer, boolean searched, boolean wrong, List<Group> groups, String next) {
        return new SearchView(
                Frame.at("search", "Search", viewer),
                text(asked.q),
                text(asked.ref),
                text(asked.run),
                text(asked.person),
                text(asked.rule),
                searched,
                wrong,
                groups,
                next,
                asked.cursor() == null ? "" : asked.href(null));
    }

    private static Group group(FoundPage.Kind kind, FoundPage found, Instant now) {
        String title =
                switch (kind) {
                    case APPROVAL -> "Approvals";
                    case RUN -> "Runs";
                    case CALL -> "Calls";
                };
        return new Group(
                title,
                found.items().stream()
                        .filter(item -> item.kind() == kind)
                        .map(item -> new Item(
                                place(kind) + item.id(),
                                InertText.line(item.title(), 500).value(),
                                Moment.clock(item.at(), now)))
                        .toList());
    }

    private static String place(FoundPage.Kind kind) {
        return switch (kind) {
            case APPROVAL -> "/inbox/";
            case RUN -> "/runs/";
            case CALL -> "/calls/";
        };
    }

    private static String text(@Nullable String field) {
        String given = SearchParameters.given(field);
        return given == null ? "" : InertText.line(given, 200).value();
    }
}
