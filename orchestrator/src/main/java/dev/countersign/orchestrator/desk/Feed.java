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
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Approval events of the sealed log as the inbox's stream: one reader for all subscribers. */
@Singleton
public class Feed {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int BATCH = 500;

    private final Ledger ledger;
    private final Approvals approvals;
    private final RecentChanges recent = new RecentChanges();
    private final Worker reader;
    private long position = -1;

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
            position = ledger.head().sealed();
            recent.begin(position);
            return false;
        }
        List<CloudEvent> events = ledger.sealedAfter(position, BATCH);
        if (events.isEmpty()) {
            return false;
        }
        var changed = new LinkedHashMap<UUID, Long>();
        for (CloudEvent event : events) {
            JsonNode approval = Rows.parse(event.data()).path("approval_id");
            if (approval.isTextual()) {
                // Each change under the position of its own last event: who resumes inside a batch misses none of it.
                changed.putLast(UUID.fromString(approval.asText()), event.position());
            }
        }
        var updates = new ArrayList<RecentChanges.Change>();
        changed.forEach((id, at) -> {
            Approval now = approvals.find(id).orElseThrow();
            updates.add(new RecentChanges.Change(
                    at, new InboxUpdate.Changed(Long.toString(at), id, now.state(), now.round(), now.digest())));
        });
        recent.tell(updates);
        position = events.getLast().position();
        return events.size() == BATCH;
    }

    /** The last change that was told, or where this reader began: whoever resumes behind it misses nothing. */
    String position() {
        return recent.position();
    }

    /** What was missed since the last event id, then what comes. */
    Multi<InboxUpdate> watch(@Nullable String lastEventId) {
        return recent.watch(lastEventId);
    }
}
