package dev.countersign.ui.timeline;

import dev.countersign.ui.card.FieldValue;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.page.Frame;
import dev.countersign.ui.page.InertText;
import dev.countersign.ui.page.Moment;
import dev.countersign.ui.policy.ExplainedView;
import dev.countersign.ui.policy.PolicyLinks;
import io.quarkus.qute.TemplateData;
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
        List<Line> lines,
        @Nullable ExplainedView why,
        String whyNow,
        String testHref,
        @Nullable InertText arguments,
        @Nullable InertText result) {

    private static final int CODE_MAX_CHARS = 300_000;

    /** One labelled fact; its moment, if it has one, stands after the value. */
    @TemplateData
    public record Line(String label, String value, @Nullable Moment at) {}

    static CallView of(CallStory story, Viewer viewer) {
        String tool = InertText.line(story.tool(), 200).value();
        return new CallView(
                Frame.of(tool + ", call", viewer),
                story.id().toString(),
                story.runId().toString(),
                story.approvalId() == null ? "" : story.approvalId().toString(),
                tool,
                FieldValue.label(InertText.line(story.state(), 60).value()),
                story.lines().stream().map(CallView::line).toList(),
                story.why() == null ? null : ExplainedView.of(story.why()),
                story.whyNow() == null
                        ? ""
                        : InertText.line(story.whyNow(), 1_000).value(),
                PolicyLinks.test(story.id()),
                story.arguments() == null ? null : InertText.block(story.arguments(), CODE_MAX_CHARS),
                story.result() == null ? null : InertText.block(story.result(), CODE_MAX_CHARS));
    }

    private static Line line(CallStory.Line line) {
        return new Line(
                InertText.line(line.label(), 100).value(),
                InertText.line(line.value(), 2_000).value(),
                line.at() == null ? null : Moment.full(line.at()));
    }
}
