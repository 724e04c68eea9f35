package dev.countersign.ui.testing;

import dev.countersign.ui.inbox.InboxLinks;
import dev.countersign.ui.inbox.InboxQuery;
import dev.countersign.ui.inbox.InboxQuery.Order;
import dev.countersign.ui.inbox.InboxQuery.View;
import dev.countersign.ui.inbox.Rail;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.inbox.ViewsDesk;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Saved views and orders in memory; the counts are the {@link TestingDesk}'s. */
@ApplicationScoped
public class TestingViews implements ViewsDesk {

    private record Kept(String person, String name, String query) {}

    private final Provider<TestingDesk> desk;
    private final Map<UUID, Kept> saved = new LinkedHashMap<>();
    private final Map<String, Order> orders = new ConcurrentHashMap<>();

    @Inject
    TestingViews(Provider<TestingDesk> desk) {
        this.desk = desk;
    }

    synchronized void forget() {
        saved.clear();
        orders.clear();
    }

    Order order(Viewer viewer) {
        return orders.getOrDefault(viewer.id(), Order.EXPIRY);
    }

    @Override
    public synchronized Rail rail(Viewer viewer) {
        var counts = new EnumMap<View, Integer>(View.class);
        for (View view : View.values()) {
            if (view != View.DECIDED) {
                counts.put(view, desk.get().count(viewer, new InboxQuery(view, null, 50)));
            }
        }
        List<Rail.Saved> own = saved.entrySet().stream()
                .filter(entry -> entry.getValue().person().equals(viewer.id()))
                .map(entry -> new Rail.Saved(
                        entry.getKey(),
                        entry.getValue().name(),
                        entry.getValue().query(),
                        desk.get()
                                .count(viewer, InboxLinks.read(entry.getValue().query(), viewer))))
                .toList();
        return new Rail(counts, own);
    }

    @Override
    public Choices choices(Viewer viewer) {
        return new Choices(
                List.of("account-hygiene", "pipeline-hygiene"), List.of("crm.update_owner"), List.of("crm.stage"));
    }

    @Override
    public void order(Viewer viewer, Order order) {
        orders.put(viewer.id(), order);
    }

    @Override
    public synchronized boolean save(Viewer viewer, String name, String query) {
        if (saved.size() >= SAVED_MAX) {
            return false;
        }
        saved.put(UUID.randomUUID(), new Kept(viewer.id(), name, query));
        return true;
    }

    @Override
    public synchronized boolean rename(Viewer viewer, UUID view, String name) {
        return saved.computeIfPresent(view, (id, kept) -> new Kept(kept.person(), name, kept.query())) != null;
    }

    @Override
    public synchronized void remove(Viewer viewer, UUID view) {
        saved.remove(view);
    }
}
