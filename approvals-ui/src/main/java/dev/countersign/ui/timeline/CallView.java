package dev.countersign.ui.timeline;

import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.page.Frame;
import dev.countersign.ui.page.InertText;
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
        List<CallStory.Line> lines,
        @Nullable InertText arguments,
        @Nullable InertText result) {

    private static final int CODE_MAX_CHARS = 300_000;

    static CallView of(CallStory story, Viewer viewer) {
        String tool = InertText.line(story.tool(), 200).value();
        return new CallView(
                Frame.of(tool + ", call", viewer),
                story.id().toString(),
                story.runId().toString(),
                story.approvalId() == null ? "" : story.approvalId().toString(),
                tool,
                InertText.line(story.state(), 60).value().replace('_', ' '),
                story.lines().stream()
                        .map(line -> new CallStory.Line(
                                InertText.line(line.label(), 100).value(),
                                InertText.line(line.value(), 2_000).value()))
                        .toList(),
                story.arguments() == null ? null : InertText.block(story.arguments(), CODE_MAX_CHARS),
                story.result() == null ? null : InertText.block(story.result(), CODE_MAX_CHARS));
    }
}
