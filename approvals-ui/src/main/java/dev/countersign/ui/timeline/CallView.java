package dev.countersign.ui.timeline;

import dev.countersign.ui.card.FieldValue;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.page.Frame;
import dev.countersign.ui.page.InertText;
import dev.countersign.ui.page.Moment;
import dev.countersign.ui.policy.ExplainedView;
import dev.countersign.ui.policy.PolicyLinks;
import dev.countersign.ui.review.CardView;
import io.quarkus.qute.TemplateData;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call as the template shows it. */
@TemplateData
public record CallView(
        Frame frame,
        String id,
        String runId,
        String approvalId,
        String tool,
        String state,
        String stateWord,
        List<Section> sections,
        @Nullable ExplainedView why,
        String whyNow,
        String testHref,
        @Nullable InertText arguments,
        @Nullable InertText proposed,
        @Nullable InertText result,
        String kept,
        List<Round> rounds,
        @Nullable Shown shown) {

    private static final int CODE_MAX_CHARS = 300_000;

    /** Facts under one heading. */
    @TemplateData
    public record Section(String title, List<Line> lines) {}

    /** One labelled fact; its moment, if it has one, stands after the value. */
    @TemplateData
    public record Line(String label, String value, @Nullable Moment at, String href) {}

    /** One round, and whether its card is the one that is shown. */
    @TemplateData
    public record Round(int number, String href, Moment opened, String outcome, boolean current) {}

    /** The card of a round, the document that was bound, and whether its digest is the one that was voted on. */
    @TemplateData
    public record Shown(CardView card, int round, String digest, String computed, boolean matches, InertText bound) {}

    static CallView of(CallStory story, Viewer viewer, Instant now) {
        String tool = Inert.line(story.tool(), 200);
        return new CallView(
                Frame.at("runs", tool + ", call", viewer),
                story.id().toString(),
                story.runId().toString(),
                story.approvalId() == null ? "" : story.approvalId().toString(),
                tool,
                Inert.line(story.state(), 60),
                FieldValue.label(Inert.line(story.state(), 60)),
                story.sections().stream().map(CallView::section).toList(),
                story.why() == null ? null : ExplainedView.of(story.why()),
                Inert.line(story.whyNow(), 1_000),
                PolicyLinks.test(story.id()),
                Inert.block(story.arguments(), CODE_MAX_CHARS),
                Inert.block(story.proposed(), CODE_MAX_CHARS),
                Inert.block(story.result(), CODE_MAX_CHARS),
                Inert.line(story.kept(), 300),
                story.rounds().stream().map(round -> round(story, round, now)).toList(),
                story.shown() == null ? null : shown(story.shown(), now));
    }

    private static Section section(CallStory.Section section) {
        return new Section(
                Inert.line(section.title(), 100),
                section.lines().stream().map(CallView::line).toList());
    }

    private static Line line(CallStory.Line line) {
        return new Line(
                Inert.line(line.label(), 100),
                Inert.line(line.value(), 2_000),
                line.at() == null ? null : Moment.full(line.at()),
                line.href() == null ? "" : line.href());
    }

    private static Round round(CallStory story, CallStory.Round round, Instant now) {
        boolean current = story.shown() != null && story.shown().review().round() == round.number();
        return new Round(
                round.number(),
                "/calls/" + story.id() + "?round=" + round.number() + "#shown",
                Moment.clock(round.openedAt(), now),
                Inert.line(round.outcome(), 1_000),
                current);
    }

    private static Shown shown(CallStory.Shown shown, Instant now) {
        return new Shown(
                CardView.of(shown.review(), now),
                shown.review().round(),
                shown.review().digest(),
                Inert.line(shown.computed(), 100),
                shown.matches(),
                InertText.block(shown.bound(), CODE_MAX_CHARS));
    }
}
