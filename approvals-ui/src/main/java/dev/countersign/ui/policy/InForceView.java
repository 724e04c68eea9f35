package dev.countersign.ui.policy;

import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.page.Frame;
import dev.countersign.ui.page.Moment;
import dev.countersign.ui.policy.InForce.Kind;
import dev.countersign.ui.policy.InForce.Rule;
import io.quarkus.qute.TemplateData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The guardrails in force, grouped and filtered, as the template shows them. */
@TemplateData
public record InForceView(
        Frame frame,
        RevisionView revision,
        Filter filter,
        List<String> tools,
        List<Group> groups,
        int shown,
        int left) {

    /** More than this is a list that nobody reads; the filter finds the rest. */
    static final int ROWS_MAX = 500;

    /** What narrows the list; empty texts do not. */
    @TemplateData
    public record Filter(String tool, String text, boolean byTool) {
        public boolean isActive() {
            return !tool.isEmpty() || !text.isEmpty();
        }

        boolean keeps(Rule rule) {
            return (tool.isEmpty() || rule.tools().isEmpty() || rule.tools().contains(tool)) && says(rule);
        }

        private boolean says(Rule rule) {
            String wanted = text.toLowerCase(Locale.ROOT);
            return String.join("\n", rule.id(), rule.ruleId(), rule.title(), rule.sentence())
                    .toLowerCase(Locale.ROOT)
                    .contains(wanted);
        }
    }

    /** Rows under one heading. */
    @TemplateData
    public record Group(String heading, boolean code, String words, List<Row> rows) {}

    /**
     * One guardrail.
     *
     * @param anchor where links to its rule lead; empty on a row that repeats it
     * @param title empty when the sentence says as much
     * @param week empty for what never decides
     */
    @TemplateData
    public record Row(
            String anchor,
            String id,
            String title,
            String sentence,
            String week,
            @Nullable Moment last,
            String call) {}

    static InForceView of(InForce inForce, Filter filter, Viewer viewer, Instant now) {
        Set<String> tools = new TreeSet<>();
        inForce.rules().forEach(rule -> tools.addAll(rule.tools()));
        List<Rule> kept = inForce.rules().stream().filter(filter::keeps).toList();
        List<Rule> shown = kept.subList(0, Math.min(kept.size(), ROWS_MAX));
        return new InForceView(
                Frame.policy("Policy", viewer),
                RevisionView.of(inForce.revision(), "", now),
                filter,
                tools.stream().map(tool -> ExplainedView.line(tool, 200)).toList(),
                filter.byTool() ? byTool(shown, filter, now) : byKind(shown, now),
                shown.size(),
                kept.size() - shown.size());
    }

    private static List<Group> byKind(List<Rule> rules, Instant now) {
        List<Group> groups = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            List<Row> rows = rules.stream()
                    .filter(rule -> rule.kind() == kind)
                    .map(rule -> row(rule, true, now))
                    .toList();
            if (!rows.isEmpty()) {
                groups.add(new Group(heading(kind), false, words(kind), rows));
            }
        }
        return groups;
    }

    /** What speaks about several tools stands under each of them; links lead to the first. */
    private static List<Group> byTool(List<Rule> rules, Filter filter, Instant now) {
        Set<String> tools = new TreeSet<>();
        rules.forEach(rule -> tools.addAll(rule.tools()));
        if (!filter.tool().isEmpty()) {
            tools.retainAll(Set.of(filter.tool()));
        }
        Set<String> seen = new HashSet<>();
        List<Group> groups = new ArrayList<>();
        int left = ROWS_MAX;
        for (String tool : tools) {
            List<Row> rows = rules.stream()
                    .filter(rule -> rule.tools().contains(tool))
                    .limit(left)
                    .map(rule -> row(rule, seen.add(rule.ruleId()), now))
                    .toList();
            left -= rows.size();
            groups.add(new Group(ExplainedView.line(tool, 200), true, "", rows));
        }
        List<Row> all = rules.stream()
                .filter(rule -> rule.tools().isEmpty())
                .map(rule -> row(rule, true, now))
                .toList();
        if (!all.isEmpty()) {
            groups.add(new Group("Every tool", false, "", all));
        }
        return groups.stream().filter(group -> !group.rows().isEmpty()).toList();
    }

    private static Row row(Rule rule, boolean first, Instant now) {
        InForce.Hits hits = rule.hits();
        return new Row(
                first ? ExplainedView.line(rule.ruleId(), 200) : "",
                ExplainedView.line(rule.ruleId(), 200),
                says(rule) ? ExplainedView.line(rule.title(), 300) : "",
                ExplainedView.line(rule.sentence(), 2_000),
                rule.kind() == Kind.RESULT ? "" : hits == null ? "0" : count(hits.week()),
                hits == null ? null : Moment.when(hits.last(), now),
                hits == null || hits.newest() == null ? "" : hits.newest().toString());
    }

    /** Whether the title tells more than the heading and the sentence do. */
    private static boolean says(Rule rule) {
        return switch (rule.kind()) {
            case GUARD, OWN, ALWAYS -> true;
            case MODE -> !rule.tools().contains(rule.title());
            case LIMIT, DUPLICATE, RESULT -> false;
        };
    }

    private static String count(int hits) {
        String grouped = String.format(Locale.ENGLISH, "%,d", hits);
        return hits >= InForce.HITS_MAX ? grouped + "+" : grouped;
    }

    private static String heading(Kind kind) {
        return switch (kind) {
            case GUARD -> "Guards";
            case LIMIT -> "Limits";
            case DUPLICATE -> "Duplicates";
            case OWN -> "Own rules";
            case MODE -> "Modes of tools";
            case RESULT -> "Results";
            case ALWAYS -> "Always there";
        };
    }

    private static String words(Kind kind) {
        return switch (kind) {
            case GUARD -> "A guard decides when all of its conditions hold.";
            case LIMIT -> "A call that would go over a limit is refused.";
            case DUPLICATE -> "The same call is not made twice.";
            case OWN -> "Rules that this company wrote in Rego. Each stands unless it is known to pass.";
            case MODE -> "What a tool may do when nothing stricter speaks.";
            case RESULT -> "What a model is shown of an answer. These decide nothing.";
            case ALWAYS -> "No data can switch these off.";
        };
    }
}
