package dev.countersign.ui.policy;

import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.page.Frame;
import dev.countersign.ui.page.InertText;
import io.quarkus.qute.TemplateData;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The decision tester as the template shows it.
 *
 * @param input what stands in the text field, as it was typed
 * @param call the call that the input came from; empty when it came from nowhere
 * @param problem what is wrong with the input; null when nothing is
 * @param answer what policy says; null before it was asked
 */
@TemplateData
public record TestView(
        Frame frame,
        String input,
        String call,
        @Nullable Problem problem,
        @Nullable ExplainedView answer) {

    /** Why an input could not be tested. */
    @TemplateData
    public record Problem(String code, String headline, String words, List<Flaw> flaws) {}

    /** One thing that is wrong with it. */
    @TemplateData
    public record Flaw(String pointer, String fix) {}

    private static final int FLAWS_SHOWN = 20;

    static TestView of(Viewer viewer, String input, String call, @Nullable Problem problem) {
        return new TestView(Frame.policy("Test a decision", viewer), input, call, problem, null);
    }

    static TestView answered(Viewer viewer, String input, String call, Tried tried) {
        Frame frame = Frame.policy("Test a decision", viewer);
        return switch (tried) {
            case Tried.Answered answered ->
                new TestView(frame, input, call, null, ExplainedView.of(answered.explained()));
            case Tried.Wrong wrong -> new TestView(frame, input, call, wrong(wrong.flaws()), null);
        };
    }

    private static Problem wrong(List<Tried.Flaw> flaws) {
        return new Problem(
                "INVALID",
                flaws.size() == 1 ? "One thing is wrong with this input." : flaws.size() + " things are wrong.",
                "Policy was not asked.",
                flaws.stream()
                        .limit(FLAWS_SHOWN)
                        .map(flaw -> new Flaw(
                                flaw.pointer().isEmpty()
                                        ? "the whole"
                                        : InertText.line(flaw.pointer(), 300).value(),
                                InertText.line(flaw.fix(), 500).value()))
                        .toList());
    }
}
