package dev.countersign.orchestrator.desk;

import dev.countersign.orchestrator.approval.Queue;
import dev.countersign.orchestrator.approval.SavedViews;
import dev.countersign.ui.inbox.InboxLinks;
import dev.countersign.ui.inbox.InboxQuery.Order;
import dev.countersign.ui.inbox.Rail;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.inbox.ViewsDesk;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** The rail, saved views and the order of lists, over the queue. */
@Singleton
public class ViewsBoard implements ViewsDesk {
    private final Queue queue;
    private final SavedViews views;

    public ViewsBoard(Queue queue, SavedViews views) {
        this.queue = queue;
        this.views = views;
    }

    @Override
    public Rail rail(Viewer viewer) {
        Queue.Reader reader = Readers.of(viewer);
        List<Rail.Saved> saved = views.of(viewer.id()).stream()
                .map(view -> new Rail.Saved(
                        view.id(),
                        view.name(),
                        view.query(),
                        queue.count(reader, InboxLinks.read(view.query(), viewer))))
                .toList();
        return new Rail(queue.counts(reader), saved);
    }

    @Override
    public Choices choices(Viewer viewer) {
        Queue.Words words = queue.words(Readers.of(viewer));
        return new Choices(words.workflows(), words.tools(), words.rules());
    }

    @Override
    public void order(Viewer viewer, Order order) {
        views.order(viewer.id(), order);
    }

    @Override
    public boolean save(Viewer viewer, String name, String query) {
        return views.save(viewer.id(), name, query, SAVED_MAX);
    }

    @Override
    public boolean rename(Viewer viewer, UUID view, String name) {
        return views.rename(viewer.id(), view, name);
    }

    @Override
    public void remove(Viewer viewer, UUID view) {
        views.remove(viewer.id(), view);
    }
}
