package dev.countersign.ui.away;

import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.page.Frame;
import dev.countersign.ui.page.InertText;
import dev.countersign.ui.page.Moment;
import io.quarkus.qute.TemplateData;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The page where a person hands decisions over. */
@TemplateData
public record AwayView(
        Frame frame,
        List<String> groups,
        List<AwayDesk.Colleague> colleagues,
        List<Line> lines,
        Typed typed,
        AwayDesk.@Nullable Refused problem) {

    private static final DateTimeFormatter FIELD = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm");

    /** What stands in the form. */
    @TemplateData
    public record Typed(String to, String from, String until, List<String> groups) {
        public boolean has(String group) {
            return groups.contains(group);
        }
    }

    /** One handing over. */
    @TemplateData
    public record Line(
            String id, String who, Moment starts, Moment ends, String groups, boolean over, boolean running) {}

    static AwayView of(
            Viewer viewer,
            AwayDesk.Absences absences,
            @Nullable Typed typed,
            AwayDesk.@Nullable Refused problem,
            Instant now) {
        return new AwayView(
                Frame.of("Away", viewer),
                List.copyOf(new TreeSet<>(viewer.groups())),
                absences.colleagues().stream().map(AwayView::inert).toList(),
                absences.all().stream().map(absence -> line(absence, now)).toList(),
                typed == null ? new Typed("", field(now), "", List.of()) : typed,
                problem);
    }

    public boolean canHandOver() {
        return !groups.isEmpty() && !colleagues.isEmpty();
    }

    private static String field(Instant at) {
        return FIELD.format(at.atZone(ZoneOffset.UTC));
    }

    private static AwayDesk.Colleague inert(AwayDesk.Colleague colleague) {
        return new AwayDesk.Colleague(
                colleague.id(), InertText.line(colleague.name(), 200).value(), colleague.groups());
    }

    private static Line line(AwayDesk.Absence absence, Instant now) {
        String who = absence.given()
                ? InertText.line(absence.to(), 200).value() + " decides for you"
                : "You decide for " + InertText.line(absence.from(), 200).value();
        return new Line(
                absence.id().toString(),
                who,
                Moment.full(absence.starts()),
                Moment.full(absence.ends()),
                absence.groups().isEmpty() ? "all groups" : String.join(", ", absence.groups()),
                absence.over(),
                !absence.over() && !absence.starts().isAfter(now));
    }
}
