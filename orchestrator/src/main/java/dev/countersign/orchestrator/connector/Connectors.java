package dev.countersign.orchestrator.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.catalog.ConnectorUnreachable;
import dev.countersign.mcp.catalog.PinnedTool;
import dev.countersign.mcp.catalog.ToolCatalogue;
import dev.countersign.mcp.catalog.ToolDescriptor;
import dev.countersign.mcp.connector.Connector;
import dev.countersign.mcp.connector.DocumentInvalid;
import dev.countersign.mcp.invocation.McpConnections;
import dev.countersign.mcp.schema.Problem;
import dev.countersign.orchestrator.ledger.EventType;
import dev.countersign.orchestrator.ledger.LedgerWorkers;
import dev.countersign.orchestrator.ledger.Story;
import dev.countersign.orchestrator.transition.GuardRaised;
import dev.countersign.orchestrator.transition.Ids;
import dev.countersign.orchestrator.transition.Reactive;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.orchestrator.transition.VersionKey;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The registry of connectors. Versions are immutable, so parsed ones are kept; which version is the newest is asked
 * again after a second. Blocks; virtual threads only.
 */
@Singleton
public class Connectors {
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final int MAX_LISTED = 200;

    private record Newest(int version, long atNanos) {}

    private final Reactive reactive;
    private final McpConnections connections;
    private final ToolCatalogue catalogue;
    private final Ids ids;
    private final LedgerWorkers workers;
    private final Map<VersionKey, PinnedConnector> parsed = new ConcurrentHashMap<>();
    private final Map<String, Newest> newest = new ConcurrentHashMap<>();

    public Connectors(
            Reactive reactive, McpConnections connections, ToolCatalogue catalogue, Ids ids, LedgerWorkers workers) {
        this.reactive = reactive;
        this.connections = connections;
        this.catalogue = catalogue;
        this.ids = ids;
        this.workers = workers;
    }

    /** Checks the document whole, asks its server for the tools, pins them and stores the version. */
    public Registration<PinnedConnector> register(JsonNode document, String by, boolean dryRun) {
        Connector connector;
        try {
            connector = Connector.parse(document);
        } catch (DocumentInvalid invalid) {
            return new Registration.Invalid<>(invalid);
        }
        Optional<PinnedConnector> known = version(connector.id(), connector.version());
        if (known.isPresent()) {
            return sameOrConflict(known.get(), connector);
        }
        List<Problem> unreachable = connections.refusals(connector);
        if (!unreachable.isEmpty()) {
            return new Registration.Invalid<>(new DocumentInvalid(DocumentInvalid.Code.INVALID, unreachable));
        }
        List<ToolDescriptor> listed;
        List<PinnedTool> pinned;
        try {
            listed = catalogue.list(connector);
            pinned = PinnedTool.join(connector, listed);
        } catch (ConnectorUnreachable away) {
            return new Registration.Unreachable<>(away.getMessage() + " The address is " + away.address() + ".");
        } catch (DocumentInvalid invalid) {
            return new Registration.Invalid<>(invalid);
        }
        PinnedConnector value = PinnedConnector.of(connector, pinned);
        if (!dryRun) {
            try {
                store(connector, listed, by);
            } catch (GuardRaised raced) {
                return sameOrConflict(
                        version(connector.id(), connector.version()).orElseThrow(), connector);
            }
            newest.remove(connector.id());
            workers.wake();
        }
        return new Registration.Created<>(value);
    }

    private static Registration<PinnedConnector> sameOrConflict(PinnedConnector known, Connector connector) {
        return known.connector().digest().equals(connector.digest())
                ? new Registration.Unchanged<>(known)
                : new Registration.Conflict<>("Connector " + connector.id() + " version " + connector.version()
                        + " is registered with other content. Versions never change: raise the version.");
    }

    private void store(Connector connector, List<ToolDescriptor> listed, String by) {
        var descriptors = JsonNodeFactory.instance.arrayNode();
        listed.stream()
                .filter(descriptor -> connector.tool(descriptor.name()).isPresent())
                .forEach(descriptor -> descriptors.add(descriptor.raw()));
        var row = new ConnectorVersion(
                connector.id(),
                connector.version(),
                Rows.text(connector.document()),
                connector.digest().value(),
                Rows.text(descriptors),
                by);
        Story story = Story.with(ids)
                .tell(
                        EventType.CONNECTOR_REGISTERED,
                        connector.id(),
                        Story.data()
                                .put("version", connector.version())
                                .put("digest", connector.digest())
                                .put("by", by)
                                .end());
        reactive.transaction(session -> session.persist(row)
                .chain(session::flush)
                .chain(() -> story.append(session, "connector:" + connector.id())));
    }

    /** One version; empty when it was never registered. */
    public Optional<PinnedConnector> version(String id, int version) {
        var key = new VersionKey(id, version);
        PinnedConnector known = parsed.get(key);
        if (known != null) {
            return Optional.of(known);
        }
        ConnectorVersion row = reactive.read(session -> session.find(ConnectorVersion.class, key));
        if (row == null) {
            return Optional.empty();
        }
        PinnedConnector value = parse(row);
        parsed.put(key, value);
        return Optional.of(value);
    }

    /** The newest version, which new proposals go to. */
    public Optional<PinnedConnector> latest(String id) {
        Newest known = newest.get(id);
        if (known == null || System.nanoTime() - known.atNanos() > FRESH.toNanos()) {
            Integer version = reactive.read(session -> session.createQuery(
                            "select max(c.version) from ConnectorVersion c where c.id = :id", Integer.class)
                    .setParameter("id", id)
                    .getSingleResult());
            if (version == null) {
                return Optional.empty();
            }
            known = new Newest(version, System.nanoTime());
            newest.put(id, known);
        }
        return version(id, known.version());
    }

    /** The newest version of each connector, by id; at most 200 behind {@code after}. */
    public List<PinnedConnector> list(String after, int limit) {
        List<ConnectorVersion> rows = reactive.read(session -> session.createQuery("""
                        from ConnectorVersion c where c.id > :after and c.version =
                          (select max(d.version) from ConnectorVersion d where d.id = c.id) order by c.id""", ConnectorVersion.class)
                .setParameter("after", after)
                .setMaxResults(Math.min(limit, MAX_LISTED))
                .getResultList());
        return rows.stream().map(Connectors::parse).toList();
    }

    /** The newest version that has a tool with this dotted name; empty for a name without a connector. */
    public Optional<PinnedConnector.Tool> tool(String dotted) {
        int dot = dotted.indexOf('.');
        return dot < 0
                ? Optional.empty()
                : latest(dotted.substring(0, dot)).flatMap(c -> c.tool(dotted.substring(dot + 1)));
    }

    /** The tool of a call that was stored: of the very version under which it was proposed. */
    public Optional<PinnedConnector.Tool> tool(@Nullable String id, @Nullable Integer version, String dotted) {
        return id == null || version == null
                ? Optional.empty()
                : version(id, version).flatMap(c -> c.tool(dotted.substring(dotted.indexOf('.') + 1)));
    }

    private static PinnedConnector parse(ConnectorVersion row) {
        try {
            Connector connector = Connector.parse(Rows.parse(row.document));
            var descriptors = new ArrayList<ToolDescriptor>();
            Rows.parse(row.descriptors).forEach(raw -> descriptors.add(ToolDescriptor.of((ObjectNode) raw)));
            return PinnedConnector.of(connector, PinnedTool.join(connector, descriptors));
        } catch (DocumentInvalid invalid) {
            throw new IllegalStateException(
                    "connector " + row.id + " version " + row.version + " was stored but cannot be read", invalid);
        }
    }
}
