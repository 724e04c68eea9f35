package dev.countersign.orchestrator.desk;

import dev.countersign.orchestrator.toolcall.Search;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.search.FoundPage;
import dev.countersign.ui.search.SearchDesk;
import dev.countersign.ui.search.Sought;
import jakarta.inject.Singleton;
import java.util.List;

/** The search page's desk over {@link Search}. */
@Singleton
public class SearchBoard implements SearchDesk {
    private final Search search;

    public SearchBoard(Search search) {
        this.search = search;
    }

    @Override
    public FoundPage find(Viewer viewer, Sought sought) {
        var query = new Search.Query(sought.ref(), sought.run(), sought.person(), sought.rule(), sought.words());
        List<Search.Found> found = Reach.range(viewer)
                .map(range -> search.find(query, range, Cursor.read(sought.cursor()), sought.limit() + 1))
                .orElse(List.of());
        List<Search.Found> shown = found.subList(0, Math.min(found.size(), sought.limit()));
        String next = found.size() > sought.limit()
                ? Cursor.of(shown.getLast().at(), shown.getLast().id())
                : null;
        return new FoundPage(
                shown.stream()
                        .map(one -> new FoundPage.Item(kind(one.kind()), one.id(), one.title(), one.at()))
                        .toList(),
                next);
    }

    private static FoundPage.Kind kind(Search.Kind kind) {
        return switch (kind) {
            case RUN -> FoundPage.Kind.RUN;
            case CALL -> FoundPage.Kind.CALL;
            case APPROVAL -> FoundPage.Kind.APPROVAL;
        };
    }
}
