package dev.countersign.ui.unknown;

import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.page.Frame;
import dev.countersign.ui.page.InertText;
import dev.countersign.ui.page.Moment;
import io.quarkus.qute.TemplateData;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The lane as the template shows it. */
@TemplateData
public record UnknownView(
        Frame frame, String waiting, boolean settles, List<Item> items, int left, List<Done> settled) {

    static final int NOTE_MAX = 2_000;

    /**
     * One call.
     *
     * @param found what the probe says, empty when it was not asked
     * @param problem what was refused a moment ago; null for nothing
     * @param note what was typed then
     */
    @TemplateData
    public record Item(
            String call,
            String run,
            String approval,
            String tier,
            String consequence,
            String tool,
            String place,
            String workflow,
            String times,
            Moment ago,
            Moment sent,
            String then,
            List<Yes> approved,
            List<String> refs,
            String key,
            boolean probes,
            String found,
            @Nullable Moment foundAt,
            @Nullable Refusal problem,
            String note,
            int noteMax) {}

    /** Who said yes. */
    @TemplateData
    public record Yes(String by, Moment at) {}

    /** What was refused, in words. */
    @TemplateData
    public record Refusal(String code, String headline, String words) {}

    /** One that was settled. */
    @TemplateData
    public record Done(String call, Moment at, String consequence, boolean executed, String by) {}

    /** What was typed into a form that was refused. */
    record Typed(UUID call, Refusal problem, String note) {}

    static UnknownView of(UnknownDesk.Lane lane, @Nullable Typed typed, Viewer viewer, Instant now) {
        return new UnknownView(
                Frame.of("Unknown outcome", "unknown", viewer),
                lane.waiting() >= 1_000 ? "1,000+" : Integer.toString(lane.waiting()),
                viewer.has("operator"),
                lane.unknown().stream().map(one -> item(one, typed, now)).toList(),
                Math.max(0, lane.waiting() - lane.unknown().size()),
                lane.settled().stream()
                        .map(done -> new Done(
                                done.call().toString(),
                                Moment.since(done.at(), now),
                                line(done.consequence(), 1_000),
                                done.executed(),
                                line(done.by(), 200)))
                        .toList());
    }

    private static Item item(UnknownDesk.Unknown one, @Nullable Typed typed, Instant now) {
        boolean refused = typed != null && typed.call().equals(one.call());
        UnknownDesk.Probed probed = one.probed();
        return new Item(
                one.call().toString(),
                one.run().toString(),
                one.approval() == null ? "" : one.approval().toString(),
                one.tier() == null ? "" : one.tier().name(),
                line(one.consequence(), 1_000),
                line(one.tool(), 200),
                line(one.connector(), 60) + " (" + line(one.environment(), 60) + ")",
                line(one.workflow(), 60),
                one.attempts() == 1 ? "once" : one.attempts() + " times",
                Moment.ago(one.sentAt(), now),
                Moment.clock(one.sentAt(), now),
                line(one.then(), 500) + " Class " + line(one.effect(), 20) + ", so it is not sent again by itself.",
                one.approved().stream()
                        .map(yes -> new Yes(line(yes.by(), 200), Moment.since(yes.at(), now)))
                        .toList(),
                one.refs().stream().map(ref -> line(ref, 300)).toList(),
                line(one.key(), 100),
                one.probes(),
                probed == null ? "" : found(probed.found()),
                probed == null ? null : Moment.clock(probed.at(), now),
                refused ? typed.problem() : null,
                refused ? typed.note() : "",
                NOTE_MAX);
    }

    private static String found(String found) {
        return found.equals("unreadable")
                ? "The system could not be read."
                : "It was not found there. That proves nothing yet: a system may show it later.";
    }

    private static String line(String text, int max) {
        return InertText.line(text, max).value();
    }
}
