package dev.countersign.orchestrator.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.catalog.ArgumentSchema;
import dev.countersign.mcp.catalog.WireNames;
import dev.countersign.mcp.connector.DocumentInvalid;
import dev.countersign.mcp.schema.Problem;
import dev.countersign.orchestrator.connector.Connectors;
import dev.countersign.orchestrator.connector.PinnedConnector;
import dev.countersign.orchestrator.connector.Registration;
import dev.countersign.orchestrator.ledger.EventType;
import dev.countersign.orchestrator.ledger.LedgerWorkers;
import dev.countersign.orchestrator.ledger.Story;
import dev.countersign.orchestrator.transition.GuardRaised;
import dev.countersign.orchestrator.transition.Ids;
import dev.countersign.orchestrator.transition.Reactive;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.orchestrator.transition.VersionKey;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The registry of workflows: versions are immutable. Blocks; virtual threads only. */
@Singleton
public class Workflows {
    private static final ArgumentSchema SCHEMA = schema();

    private final Reactive reactive;
    private final Connectors connectors;
    private final ModelCheck models;
    private final Ids ids;
    private final LedgerWorkers workers;
    private final Map<VersionKey, Workflow> parsed = new ConcurrentHashMap<>();

    public Workflows(Reactive reactive, Connectors connectors, ModelCheck models, Ids ids, LedgerWorkers workers) {
        this.reactive = reactive;
        this.connectors = connectors;
        this.models = models;
        this.ids = ids;
        this.workers = workers;
    }

    private static ArgumentSchema schema() {
        try (InputStream in = Workflows.class.getResourceAsStream("/schemas/workflow.schema.json")) {
            return ArgumentSchema.of((ObjectNode) Rows.JSON.readTree(Objects.requireNonNull(in)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Checks the document whole, every tool against the connectors, and stores the version. */
    public Registration<Workflow> register(JsonNode document, String by, boolean dryRun) {
        List<Problem> problems = problems(document);
        if (!problems.isEmpty()) {
            return new Registration.Invalid<>(new DocumentInvalid(DocumentInvalid.Code.INVALID, problems));
        }
        Workflow workflow = Workflow.read(document);
        Optional<Workflow> known = version(workflow.id(), workflow.version());
        if (known.isPresent()) {
            return sameOrConflict(known.get(), workflow);
        }
        if (!dryRun) {
            try {
                store(workflow, by);
            } catch (GuardRaised raced) {
                return sameOrConflict(version(workflow.id(), workflow.version()).orElseThrow(), workflow);
            }
            workers.wake();
        }
        return new Registration.Created<>(workflow);
    }

    private static Registration<Workflow> sameOrConflict(Workflow known, Workflow workflow) {
        return known.digest().equals(workflow.digest())
                ? new Registration.Unchanged<>(known)
                : new Registration.Conflict<>("Workflow " + workflow.id() + " version " + workflow.version()
                        + " is registered with other content. Versions never change: raise the version.");
    }

    private List<Problem> problems(JsonNode document) {
        var problems = new ArrayList<>(SCHEMA.validate(document));
        if (!problems.isEmpty()) {
            return problems;
        }
        models.problems(document.path("model"))
                .forEach(p -> problems.add(new Problem("/model" + p.pointer(), p.value(), p.fix())));
        if (document.path("input_schema") instanceof ObjectNode input) {
            ArgumentSchema.of(input)
                    .problems()
                    .forEach(p -> problems.add(new Problem("/input_schema" + p.pointer(), p.value(), p.fix())));
        }
        tools(document.path("tools"), problems);
        return problems;
    }

    private void tools(JsonNode tools, List<Problem> problems) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < tools.size(); i++) {
            JsonNode name = tools.get(i).path("name");
            String pointer = "/tools/" + i + "/name";
            if (!seen.add(name.asText())) {
                problems.add(new Problem(pointer, name, "This tool is listed twice. Remove one of the two."));
            } else if (connectors.tool(name.asText()).isEmpty()) {
                problems.add(new Problem(
                        pointer,
                        name,
                        "No registered connector has this tool. Register its connector first, or correct the name."));
            }
        }
        try {
            WireNames.of(seen);
        } catch (WireNames.Collision collision) {
            problems.add(new Problem("/tools", null, collision.getMessage()));
        }
    }

    private void store(Workflow workflow, String by) {
        var row = new WorkflowVersion(
                workflow.id(),
                workflow.version(),
                Rows.text(workflow.document()),
                workflow.digest().value(),
                by);
        Story story = Story.with(ids)
                .tell(
                        EventType.WORKFLOW_REGISTERED,
                        workflow.id(),
                        Story.data()
                                .put("version", workflow.version())
                                .put("digest", workflow.digest())
                                .put("by", by)
                                .end());
        reactive.transaction(session -> session.persist(row)
                .chain(session::flush)
                .chain(() -> story.append(session, "workflow:" + workflow.id())));
    }

    /** One version; empty when it was never registered. */
    public Optional<Workflow> version(String id, int version) {
        var key = new VersionKey(id, version);
        Workflow known = parsed.get(key);
        if (known != null) {
            return Optional.of(known);
        }
        WorkflowVersion row = reactive.read(session -> session.find(WorkflowVersion.class, key));
        if (row == null) {
            return Optional.empty();
        }
        Workflow workflow = Workflow.read(Rows.parse(row.document));
        parsed.put(key, workflow);
        return Optional.of(workflow);
    }

    /** The newest version. */
    public Optional<Workflow> latest(String id) {
        Integer version = reactive.read(session -> session.createQuery(
                        "select max(w.version) from WorkflowVersion w where w.id = :id", Integer.class)
                .setParameter("id", id)
                .getSingleResult());
        return version == null ? Optional.empty() : version(id, version);
    }

    /** The newest version of each workflow behind {@code after}, by id. */
    public List<Workflow> list(String after, int limit) {
        return reactive
                .read(session -> session.createQuery("""
                                from WorkflowVersion w where w.id > :after and w.version =
                                  (select max(v.version) from WorkflowVersion v where v.id = w.id) order by w.id""", WorkflowVersion.class)
                        .setParameter("after", after)
                        .setMaxResults(limit)
                        .getResultList())
                .stream()
                .map(row -> Workflow.read(Rows.parse(row.document)))
                .toList();
    }

    /** The scopes that a run of this workflow holds: those of the tools it lists (registering is the grant). */
    public Set<String> scopes(Workflow workflow) {
        var scopes = new HashSet<String>();
        for (String tool : workflow.tools().keySet()) {
            connectors
                    .tool(tool)
                    .map(PinnedConnector.Tool::binding)
                    .ifPresent(binding -> scopes.addAll(binding.scopes()));
        }
        return scopes;
    }
}
