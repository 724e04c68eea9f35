package dev.countersign.ui.review;

import dev.countersign.ui.card.Figures;
import dev.countersign.ui.page.InertText;
import dev.countersign.ui.page.Moment;
import io.quarkus.qute.TemplateData;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands beside the bound card, as the template shows it.
 *
 * @param waiting "1 more item waits here"; empty when none does
 * @param similar null when nobody decided anything like it yet
 */
@TemplateData
public record BesideView(
        String waiting,
        List<Item> next,
        List<Change> changes,
        @Nullable Precedents similar) {

    /** Another item that waits. */
    @TemplateData
    public record Item(String href, String text) {}

    /** What another agent did. {@code href} is empty when the viewer may not open it. */
    @TemplateData
    public record Change(String workflow, String did, String href, Moment at) {}

    /** The last decisions of the same rule and tool. */
    @TemplateData
    public record Precedents(
            int total,
            int approved,
            int edited,
            int rejected,
            int undone,
            String reason,
            String note,
            String by,
            @Nullable Moment at) {}

    static BesideView of(Aside aside, Instant now) {
        Around around = aside.around();
        return new BesideView(
                waiting(around.waiting()),
                around.next().stream()
                        .map(item -> new Item("/inbox/" + item.approval(), sentence(item.consequence())))
                        .toList(),
                around.changes().stream()
                        .map(change -> new Change(
                                line(change.workflow(), 60),
                                uncapitalised(sentence(change.consequence())),
                                change.call() == null ? "" : "/calls/" + change.call(),
                                Moment.since(change.at(), now)))
                        .toList(),
                precedents(aside.similar(), now));
    }

    /** Whether the items are named one by one, because there is more than one. */
    public boolean isSeveral() {
        return next.size() > 1;
    }

    public boolean isQuiet() {
        return waiting.isEmpty() && changes.isEmpty();
    }

    private static String waiting(int count) {
        if (count == 0) {
            return "";
        }
        return count == 1
                ? "1 more item waits"
                : (count < Around.WAITING_MAX ? count + " more" : "More than " + (Around.WAITING_MAX - 1))
                        + " items wait";
    }

    private static @Nullable Precedents precedents(Similar similar, Instant now) {
        if (similar.total() == 0) {
            return null;
        }
        Similar.LastReject last = similar.lastReject();
        return new Precedents(
                similar.total(),
                similar.approved(),
                similar.edited(),
                similar.rejected(),
                similar.undone(),
                last == null ? "" : last.code().label(),
                last == null || last.note() == null ? "" : line(last.note(), 300),
                last == null ? "" : line(last.byName(), 200),
                last == null ? null : Moment.since(last.at(), now));
    }

    /** "Set Employees to 340" follows a name and a comma; a name in capitals stays as it is. */
    private static String uncapitalised(String text) {
        boolean capitals = text.length() > 1 && Character.isUpperCase(text.charAt(1));
        return text.isEmpty() || capitals ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }

    private static String sentence(String consequence) {
        return Figures.inSentence(line(consequence, 300));
    }

    private static String line(String text, int maxChars) {
        InertText inert = InertText.line(text, maxChars);
        return inert.cut() == 0 ? inert.value() : inert.value() + "…";
    }
}
