package dev.countersign.ui.day;

import dev.countersign.ui.card.Sentence;
import dev.countersign.ui.page.InertText;
import dev.countersign.ui.page.Moment;
import io.quarkus.qute.TemplateData;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The day as the template shows it. */
@TemplateData
public record DayView(
        Moment since, @Nullable Moment lastDecision, List<Figure> figures, String writes, List<Done> done) {

    /** One number with its label and what it is made of; {@code more} may be empty. */
    @TemplateData
    public record Figure(String label, String number, String more) {}

    /** A call to look over. */
    @TemplateData
    public record Done(String href, Sentence sentence, String title, String workflow) {}

    public static DayView of(Day day, Instant now) {
        String more = day.capped() ? "+" : "";
        return new DayView(
                Moment.since(day.since(), now),
                day.lastDecision() == null ? null : Moment.since(day.lastDecision(), now),
                List.of(
                        new Figure(
                                "Permitted by policy",
                                number(day.reads() + day.writes()) + more,
                                counted(day.reads(), "read") + more + ", " + counted(day.writes(), "write") + more),
                        new Figure("Refused by policy", number(day.refused()) + more, most(day)),
                        new Figure("Undone later by a person", number(day.undone()), ""),
                        new Figure(
                                "You decided",
                                number(day.approved() + day.rejected()),
                                day.approved() + day.rejected() == 0
                                        ? ""
                                        : number(day.approved()) + " approved, " + number(day.rejected())
                                                + " rejected")),
                counted(day.writes(), "write") + more,
                day.done().stream()
                        .map(done -> new Done(
                                "/calls/" + done.call(),
                                Sentence.row(done.consequence()),
                                line(done.title()),
                                line(done.workflow())))
                        .toList());
    }

    /** "one", "two" or "three": how many there are to look over. */
    public String getMany() {
        return switch (done.size()) {
            case 1 -> "one";
            case 2 -> "two";
            default -> "three";
        };
    }

    private static String most(Day day) {
        return day.mostRefused() == null
                ? ""
                : number(day.mostRefused().times()) + " by “"
                        + line(day.mostRefused().title()) + "”";
    }

    private static String counted(int count, String noun) {
        return number(count) + " " + noun + (count == 1 ? "" : "s");
    }

    private static String number(int count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static String line(String text) {
        InertText inert = InertText.line(text, 200);
        return inert.cut() == 0 ? inert.value() : inert.value() + "…";
    }
}
