package dev.countersign.ui.stop;

import java.util.Map;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to stop, and why: the kind, and one field for each kind of which only the chosen one counts.
 * Whoever has no page says {@code kind}, {@code id}, {@code reason}, as in the API.
 *
 * @param kind as it was sent; null for none
 * @param names by kind
 */
record Asked(@Nullable String kind, @Nullable String id, Map<Scope.Kind, String> names, String reason) {

    private static final int NAME_MAX = 200;

    /** What the form of the page posts. */
    static class Form {
        @RestForm
        @Nullable
        String kind;

        @RestForm
        @Nullable
        String id;

        @RestForm
        @Nullable
        String connector;

        @RestForm
        @Nullable
        String tool;

        @RestForm
        @Nullable
        String workflow;

        @RestForm
        @Nullable
        String run;

        @RestForm
        @Nullable
        String reason;

        Asked asked() {
            return Asked.of(kind, id, connector, tool, workflow, run, reason);
        }
    }

    /** The same in an address: what the page shows before anything is stopped. */
    static class Query {
        @RestQuery
        @Nullable
        String kind;

        @RestQuery
        @Nullable
        String id;

        @RestQuery
        @Nullable
        String connector;

        @RestQuery
        @Nullable
        String tool;

        @RestQuery
        @Nullable
        String workflow;

        @RestQuery
        @Nullable
        String run;

        @RestQuery
        @Nullable
        String reason;

        Asked asked() {
            return Asked.of(kind, id, connector, tool, workflow, run, reason);
        }
    }

    /** Nothing yet. */
    static Asked nothing() {
        return of(null, null, null, null, null, null, null);
    }

    private static Asked of(
            @Nullable String kind,
            @Nullable String id,
            @Nullable String connector,
            @Nullable String tool,
            @Nullable String workflow,
            @Nullable String run,
            @Nullable String reason) {
        return new Asked(
                kind,
                id,
                Map.of(
                        Scope.Kind.CONNECTOR, text(connector),
                        Scope.Kind.TOOL, text(tool),
                        Scope.Kind.WORKFLOW, text(workflow),
                        Scope.Kind.RUN, text(run)),
                reason == null ? "" : reason.strip());
    }

    private static String text(@Nullable String sent) {
        String text = sent == null ? "" : sent.strip();
        return text.substring(0, Math.min(text.length(), NAME_MAX));
    }

    /** What is chosen; a connector is what one most often wants to stop. */
    Scope.Kind chosenKind() {
        return Scope.Kind.of(kind).orElse(Scope.Kind.CONNECTOR);
    }

    boolean namesAKind() {
        return Scope.Kind.of(kind).isPresent();
    }

    /** What stands in the field of a kind; empty for nothing. */
    String chosen(Scope.Kind of) {
        boolean byId = of == chosenKind() && id != null && !id.isBlank();
        return byId ? text(id) : names.getOrDefault(of, "");
    }

    /** Empty when the field of the chosen kind is. */
    Optional<Scope> scope() {
        if (chosenKind() == Scope.Kind.ALL) {
            return Optional.of(Scope.ALL);
        }
        String chosen = chosen(chosenKind());
        return chosen.isEmpty() ? Optional.empty() : Optional.of(new Scope(chosenKind(), chosen));
    }
}
