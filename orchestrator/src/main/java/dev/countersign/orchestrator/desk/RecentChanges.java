package dev.countersign.orchestrator.desk;

import dev.countersign.ui.inbox.InboxUpdate;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.jspecify.annotations.Nullable;

/**
 * A bounded memory of the latest changes of approvals, by their positions in the log. Whoever was away resumes by the last
 * id that it heard; who joins is told under the lock under which changes are told, so that nothing falls between what was
 * missed and what comes, and nothing comes twice.
 */
final class RecentChanges {
    private static final int REMEMBERED = 2_000;
    /** Changes that a slow reader may be behind; one that falls further back is told to load again. */
    static final int SLACK = 512;

    /** What changed, and the position of the event that said so. */
    record Change(long position, InboxUpdate.Changed update) {}

    private final Set<MultiEmitter<? super InboxUpdate>> listeners = new CopyOnWriteArraySet<>();
    private final Deque<Change> memory = new ArrayDeque<>();
    private long forgotten = -1;

    /** From here on everything is told. */
    synchronized void begin(long position) {
        forgotten = position;
    }

    /** In the order of their positions, and behind all that was told before. */
    synchronized void tell(List<Change> changes) {
        memory.addAll(changes);
        while (memory.size() > REMEMBERED) {
            forgotten = memory.removeFirst().position();
        }
        changes.forEach(change -> listeners.forEach(listener -> listener.emit(change.update())));
    }

    /** Empty before the beginning. */
    synchronized String position() {
        if (forgotten < 0) {
            return "";
        }
        return Long.toString(memory.isEmpty() ? forgotten : memory.getLast().position());
    }

    Multi<InboxUpdate> watch(@Nullable String lastEventId) {
        return Multi.createFrom()
                .<InboxUpdate>emitter(listener -> join(listener, lastEventId))
                .onOverflow()
                .buffer(SLACK)
                .onFailure()
                .recoverWithItem(() -> new InboxUpdate.Reset(position()));
    }

    private synchronized void join(MultiEmitter<? super InboxUpdate> listener, @Nullable String lastEventId) {
        since(lastEventId).forEach(listener::emit);
        listeners.add(listener);
        listener.onTermination(() -> listeners.remove(listener));
    }

    private List<InboxUpdate> since(@Nullable String lastEventId) {
        if (lastEventId == null || lastEventId.isEmpty()) {
            return List.of();
        }
        if (forgotten < 0) {
            return List.of(new InboxUpdate.Reset(null));
        }
        long seen = number(lastEventId);
        List<InboxUpdate> missed = memory.stream()
                .filter(change -> change.position() > seen)
                .<InboxUpdate>map(Change::update)
                .toList();
        return seen < forgotten || missed.size() >= SLACK ? List.of(new InboxUpdate.Reset(position())) : missed;
    }

    private static long number(String eventId) {
        try {
            return Long.parseLong(eventId);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
