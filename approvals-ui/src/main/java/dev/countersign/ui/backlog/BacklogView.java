package dev.countersign.ui.backlog;

import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.page.Frame;
import dev.countersign.ui.page.InertText;
import dev.countersign.ui.page.Moment;
import dev.countersign.ui.policy.PolicyLinks;
import io.quarkus.qute.TemplateData;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The backlog as the template shows it. */
@TemplateData
public record BacklogView(
        Frame frame,
        String waiting,
        String oldest,
        String expiring,
        String frozen,
        String unknown,
        List<Row> groups,
        List<Row> rules,
        String decided,
        String median,
        String p90,
        String p99) {

    /** One group or rule. */
    @TemplateData
    public record Row(String id, String href, String waiting, String expiring, String oldest) {}

    static BacklogView of(BacklogDesk.Waiting backlog, Viewer viewer, Instant now) {
        BacklogDesk.Waited waited = backlog.waited();
        return new BacklogView(
                Frame.of("Backlog", "backlog", viewer),
                count(backlog.waiting()),
                backlog.oldest() == null ? "" : age(backlog.oldest(), now),
                count(backlog.expiring()),
                backlog.frozenScopes() == 0
                        ? ""
                        : backlog.frozenScopes()
                                + (backlog.frozenScopes() == 1 ? " freeze, " : " freezes, ")
                                + backlog.frozenCalls()
                                + (backlog.frozenCalls() == 1 ? " call waits" : " calls wait"),
                count(backlog.unknown()),
                backlog.groups().stream().map(line -> row(line, "", now)).toList(),
                backlog.rules().stream()
                        .map(line -> row(line, PolicyLinks.rule(line.id()), now))
                        .toList(),
                count(waited.decided()),
                span(waited.median()),
                span(waited.p90()),
                span(waited.p99()));
    }

    private static Row row(BacklogDesk.Line line, String href, Instant now) {
        return new Row(
                InertText.line(line.id(), 200).value(),
                href,
                count(line.waiting()),
                line.expiring() == 0 ? "" : count(line.expiring()),
                age(line.oldest(), now));
    }

    private static String age(Instant since, Instant now) {
        return Moment.span(Duration.between(since, now));
    }

    private static String span(@Nullable Duration span) {
        return span == null ? "—" : Moment.span(span);
    }

    private static String count(int count) {
        return count >= BacklogDesk.Waiting.COUNTED ? "10,000+" : String.format(Locale.ENGLISH, "%,d", count);
    }
}
