package dev.countersign.orchestrator.toolcall;

import dev.countersign.orchestrator.connector.Connectors;
import dev.countersign.orchestrator.connector.PinnedConnector;
import dev.countersign.orchestrator.freeze.Freeze;
import dev.countersign.orchestrator.freeze.FreezeConfig;
import dev.countersign.orchestrator.freeze.Freezes;
import dev.countersign.orchestrator.freeze.Scope;
import dev.countersign.orchestrator.run.Runs;
import dev.countersign.orchestrator.workflow.Workflow;
import dev.countersign.orchestrator.workflow.Workflows;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Stops calls and lets them go again (M24): what may be stopped, and what that means now. */
@Singleton
public class Stops {
    private static final int LISTED_MAX = 200;
    private static final int NEAREST = 5;

    private final Freezes freezes;
    private final FreezeConfig config;
    private final FrozenCalls calls;
    private final CallWorkers workers;
    private final Connectors connectors;
    private final Workflows workflows;
    private final Runs runs;

    Stops(
            Freezes freezes,
            FreezeConfig config,
            FrozenCalls calls,
            CallWorkers workers,
            Connectors connectors,
            Workflows workflows,
            Runs runs) {
        this.freezes = freezes;
        this.config = config;
        this.calls = calls;
        this.workers = workers;
        this.connectors = connectors;
        this.workflows = workflows;
        this.runs = runs;
    }

    /**
     * Commits the wish, and waits a little for what is under way. When that did not end in time the answer says
     * requested, and a worker confirms it. Empty when too many hold already.
     */
    public Optional<Freeze> freeze(Scope scope, String reason, String by) {
        Optional<Freeze> requested = freezes.request(scope, reason, by);
        if (requested.isEmpty()) {
            return requested;
        }
        freezes.confirm(requested.get(), config.patience());
        return freezes.find(requested.get().id());
    }

    /** Lets go what it kept; policy is asked again for each call. False when somebody lifted it before. */
    public boolean lift(Freeze freeze, String by) {
        if (!freezes.lift(freeze, by)) {
            return false;
        }
        calls.takeUp(freeze.scope());
        workers.wakeDispatcher();
        return true;
    }

    // ---- what there is ---------------------------------------------------------------------------------------------

    public List<String> connectors() {
        return connectors.list("", LISTED_MAX).stream()
                .map(pinned -> pinned.connector().id())
                .toList();
    }

    public List<String> tools() {
        return connectors.list("", LISTED_MAX).stream()
                .flatMap(pinned -> pinned.tools().values().stream())
                .map(PinnedConnector.Tool::dotted)
                .toList();
    }

    public List<String> workflows() {
        return workflows.list("", LISTED_MAX).stream().map(Workflow::id).toList();
    }

    /** Whether there is something to stop: a run that has ended is nothing. */
    public boolean exists(Scope scope) {
        String id = scope.id();
        if (id == null) {
            return true;
        }
        return switch (scope.kind()) {
            case ALL -> true;
            case CONNECTOR -> connectors.latest(id).isPresent();
            case TOOL -> connectors.tool(id).isPresent();
            case WORKFLOW -> workflows.latest(id).isPresent();
            case RUN ->
                run(id).flatMap(runs::find).filter(run -> !run.state().ended()).isPresent();
        };
    }

    private static Optional<UUID> run(String id) {
        try {
            UUID parsed = UUID.fromString(id);
            return parsed.toString().equals(id) ? Optional.of(parsed) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Known ones that look most like what somebody wrote; none for runs, whose ids look like nothing. */
    public List<String> nearest(Scope.Kind kind, String wrong) {
        List<String> known =
                switch (kind) {
                    case CONNECTOR -> connectors();
                    case TOOL -> tools();
                    case WORKFLOW -> workflows();
                    case ALL, RUN -> List.of();
                };
        return known.stream()
                .sorted(Comparator.comparingInt((String name) -> distance(name, wrong))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(NEAREST)
                .toList();
    }

    /** How many letters have to be put in, taken out or changed. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int corner = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = corner + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                corner = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }

    /** What a freeze of this scope would stop, or does. */
    public FrozenCalls.Stopped stopped(Scope scope) {
        return calls.in(scope, makers(scope));
    }

    private @Nullable List<String> makers(Scope scope) {
        return switch (scope.kind()) {
            case ALL, RUN -> null;
            case WORKFLOW -> List.of(String.valueOf(scope.id()));
            case CONNECTOR -> listing(tool -> tool.startsWith(scope.id() + "."));
            case TOOL -> listing(tool -> tool.equals(scope.id()));
        };
    }

    private List<String> listing(Predicate<String> tool) {
        Stream<Workflow> all = workflows.list("", LISTED_MAX).stream();
        return all.filter(workflow -> workflow.tools().keySet().stream().anyMatch(tool))
                .map(Workflow::id)
                .toList();
    }
}
