package dev.countersign.orchestrator.desk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.ledger.CloudEvent;
import dev.countersign.orchestrator.ledger.Ledger;
import dev.countersign.orchestrator.ledger.LedgerWorkers;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.orchestrator.transition.Worker;
import dev.countersign.ui.inbox.InboxUpdate;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Approval events of the sealed log as the inbox's stream. One reader for all subscribers; a bounded memory of recent
 * ones lets a reader that was away resume by its last event id, which is a position in the log.
 */
@Singleton
public class Feed {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int BATCH = 500;
    private static final int REMEMBERED = 2_000;
    /** Updates that a slow reader may be behind; one that falls further back is told to load again. */
    private static final int SLACK = 512;

    private record Remembered(long position, InboxUpdate.Changed change) {}

    private final Ledger ledger;
    private final Approvals approvals;
    private final BroadcastProcessor<InboxUpdate> live = BroadcastProcessor.create();
    private final Deque<Remembered> memory = new ArrayDeque<>();
    private final Worker reader;
    private long position = -1;
    private long forgotten;

    public Feed(Ledger ledger, Approvals approvals, LedgerWorkers workers) {
        this.ledger = ledger;
        this.approvals = approvals;
        this.reader = new Worker("inbox-feed", INTERVAL, this::read);
        workers.whenSealed(reader::wake);
    }

    void start(@Observes StartupEvent event) {
        reader.start();
    }

    void stop(@Observes ShutdownEvent event) {
        reader.stop();
    }

    /** True when more may be waiting. */
    private boolean read() {
        if (position < 0) {
            long head = ledger.head().sealed();
            synchronized (this) {
                position = head;
                forgotten = head;
            }
            return false;
        }
        List<CloudEvent> events = ledger.sealedAfter(position, BATCH);
        Set<UUID> changed = new LinkedHashSet<>();
        long last = position;
        for (CloudEvent event : events) {
            last = event.position() == null ? last : event.position();
            JsonNode approval = Rows.parse(event.data()).path("approval_id");
            if (approval.isTextual()) {
                changed.add(UUID.fromString(approval.asText()));
            }
        }
        var updates = new ArrayList<InboxUpdate.Changed>();
        for (UUID id : changed) {
            Approval now = approvals.find(id).orElseThrow();
            updates.add(new InboxUpdate.Changed(Long.toString(last), id, now.state(), now.round(), now.digest()));
        }
        remember(last, updates);
        updates.forEach(live::onNext);
        return events.size() == BATCH;
    }

    private synchronized void remember(long last, List<InboxUpdate.Changed> updates) {
        updates.forEach(update -> memory.addLast(new Remembered(last, update)));
        while (memory.size() > REMEMBERED) {
            forgotten = memory.removeFirst().position();
        }
        position = last;
    }

    /** What was missed since the last event id, then what comes. */
    Multi<InboxUpdate> watch(@Nullable String lastEventId) {
        Multi<InboxUpdate> missed = Multi.createFrom().iterable(since(lastEventId));
        return Multi.createBy()
                .concatenating()
                .streams(missed, live)
                .onOverflow()
                .buffer(SLACK)
                .onFailure()
                .recoverWithItem(InboxUpdate.Reset::new);
    }

    private synchronized List<InboxUpdate> since(@Nullable String lastEventId) {
        if (lastEventId == null || lastEventId.isEmpty()) {
            return List.of();
        }
        long seen;
        try {
            seen = Long.parseLong(lastEventId);
        } catch (NumberFormatException e) {
            return List.of(new InboxUpdate.Reset());
        }
        if (seen < forgotten || position < 0) {
            return List.of(new InboxUpdate.Reset());
        }
        return memory.stream()
                .filter(remembered -> remembered.position() > seen)
                .<InboxUpdate>map(Remembered::change)
                .toList();
    }
}
