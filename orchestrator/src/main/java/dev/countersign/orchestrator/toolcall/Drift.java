package dev.countersign.orchestrator.toolcall;

import dev.countersign.mcp.catalog.ConnectorUnreachable;
import dev.countersign.mcp.catalog.ToolCatalogue;
import dev.countersign.mcp.catalog.ToolDescriptor;
import dev.countersign.orchestrator.connector.PinnedConnector;
import dev.countersign.orchestrator.ledger.EventType;
import dev.countersign.orchestrator.ledger.LedgerWorkers;
import dev.countersign.orchestrator.ledger.Story;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.Ids;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Compares a server's definition of a tool with the one that was pinned, at most a few seconds old, before a write is
 * decided or sent (M33, rug pull). A server that cannot be asked is no drift: sending will say that it is away.
 */
@Singleton
class Drift {
    static final Duration FRESH = Duration.ofSeconds(15);

    private record Known(Map<String, String> digests, long atNanos) {}

    private final ToolCatalogue catalogue;
    private final Database database;
    private final LedgerWorkers ledger;
    private final Ids ids;
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final Map<String, String> told = new ConcurrentHashMap<>();

    Drift(ToolCatalogue catalogue, Database database, LedgerWorkers ledger, Ids ids) {
        this.catalogue = catalogue;
        this.database = database;
        this.ledger = ledger;
        this.ids = ids;
    }

    /** Empty when the tool is what was registered, only reads, or its server is away. */
    Optional<Refusal> check(PinnedConnector.Tool tool) {
        if (!Gate.effective(tool).isWrite()) {
            return Optional.empty();
        }
        Optional<Known> now = current(tool);
        String pinned = tool.pinned().descriptor().digest().value();
        if (now.isEmpty()
                || pinned.equals(now.get().digests().get(tool.binding().name()))) {
            return Optional.empty();
        }
        String found = now.get().digests().getOrDefault(tool.binding().name(), "none");
        tell(tool, pinned, found);
        return Optional.of(Refusal.of(
                RefusalCode.DESCRIPTOR_DRIFT,
                "The server's definition of " + tool.dotted() + " is no longer the one that was registered as version "
                        + tool.connector().version() + "."));
    }

    private Optional<Known> current(PinnedConnector.Tool tool) {
        String key = tool.connector().id() + "/" + tool.connector().version();
        Known last = known.get(key);
        if (last != null && System.nanoTime() - last.atNanos() < FRESH.toNanos()) {
            return Optional.of(last);
        }
        try {
            var digests = new HashMap<String, String>();
            for (ToolDescriptor descriptor : catalogue.list(tool.connector())) {
                digests.put(descriptor.name(), descriptor.digest().value());
            }
            Known fresh = new Known(Map.copyOf(digests), System.nanoTime());
            known.put(key, fresh);
            return Optional.of(fresh);
        } catch (ConnectorUnreachable away) {
            return Optional.empty();
        }
    }

    private void tell(PinnedConnector.Tool tool, String pinned, String found) {
        if (found.equals(told.put(tool.dotted(), found))) {
            return;
        }
        String id = tool.connector().id();
        Story story = Story.with(ids)
                .tell(
                        EventType.CONNECTOR_DRIFTED,
                        id,
                        Story.data()
                                .put("tool", tool.dotted())
                                .put("version", tool.connector().version())
                                .put("pinned_digest", pinned)
                                .put("found_digest", found)
                                .end());
        story.append(database, "connector:" + id);
        ledger.wake();
    }
}
