package dev.countersign.ui.timeline;

import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.page.Frame;
import dev.countersign.ui.page.Moment;
import io.quarkus.qute.TemplateData;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The list of runs as the template shows it. */
@TemplateData
public record RunsView(
        Frame frame,
        List<Choice> states,
        List<Choice> workflows,
        boolean filtered,
        List<Row> rows,
        String next,
        String first) {

    static final List<String> STATES = List.of("running", "parked", "completed", "failed", "cancelled");

    /** One choice of a filter. */
    @TemplateData
    public record Choice(String value, String label, boolean chosen) {}

    /** One run. */
    @TemplateData
    public record Row(
            String id,
            String workflow,
            int version,
            String state,
            String stateWord,
            String waitsFor,
            String owner,
            Moment started,
            String steps,
            String tokens) {}

    static RunsView of(RunPage page, RunQuery query, Viewer viewer, Instant now) {
        boolean filtered = query.state() != null || query.workflow() != null;
        return new RunsView(
                Frame.at("runs", "Runs", viewer),
                STATES.stream()
                        .map(state -> new Choice(state, RunView.stateWord(state), state.equals(query.state())))
                        .toList(),
                workflows(page, query),
                filtered,
                page.rows().stream().map(row -> row(row, now)).toList(),
                page.next() == null ? "" : href(query, page.next()),
                query.cursor() == null ? "" : href(query, null));
    }

    /** Those that there are; one that the address names and that is none of them stays chosen. */
    private static List<Choice> workflows(RunPage page, RunQuery query) {
        String chosen = query.workflow();
        Stream<String> named = chosen == null || page.workflows().contains(chosen) ? Stream.empty() : Stream.of(chosen);
        return Stream.concat(named, page.workflows().stream())
                .map(workflow ->
                        new Choice(Inert.line(workflow, 100), Inert.line(workflow, 100), workflow.equals(chosen)))
                .toList();
    }

    private static Row row(RunPage.Row row, Instant now) {
        return new Row(
                row.id().toString(),
                Inert.line(row.workflow(), 100),
                row.version(),
                Inert.line(row.state(), 40),
                RunView.stateWord(row.state()),
                Inert.line(row.waitsFor(), 200),
                Inert.line(row.owner(), 200),
                Moment.clock(row.startedAt(), now),
                Integer.toString(row.steps()),
                row.inputTokens() + row.outputTokens() == 0 ? "" : Inert.tokens(row.inputTokens(), row.outputTokens()));
    }

    private static String href(RunQuery query, @Nullable String cursor) {
        var href = new StringBuilder("/runs?");
        append(href, "state", query.state());
        append(href, "workflow", query.workflow());
        append(href, "cursor", cursor);
        return href.substring(0, href.length() - 1);
    }

    private static void append(StringBuilder href, String name, @Nullable String value) {
        if (value != null) {
            href.append(name)
                    .append('=')
                    .append(URLEncoder.encode(value, StandardCharsets.UTF_8))
                    .append('&');
        }
    }
}
