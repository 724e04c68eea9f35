package dev.countersign.ui.timeline;

import dev.countersign.ui.card.FieldValue;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.page.Frame;
import dev.countersign.ui.page.InertText;
import dev.countersign.ui.page.Moment;
import io.quarkus.qute.TemplateData;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run as the template shows it. */
@TemplateData
public record RunView(
        Frame frame,
        String id,
        String heading,
        String workflow,
        int version,
        String state,
        String stateWord,
        String owner,
        String startedBy,
        String onBehalfOf,
        Moment started,
        @Nullable Moment ended,
        String lasted,
        String waited,
        String waitingFor,
        String failure,
        @Nullable InertText output,
        Strip strip,
        List<Happening> happenings,
        boolean priced,
        String first,
        String next,
        long last,
        boolean goesOn) {

    private static final int OUTPUT_MAX_CHARS = 8_000;
    private static final int BYTES_A_TOKEN = 4;

    /** What it has used; an empty budget was not set. */
    @TemplateData
    public record Strip(
            int steps,
            int stepBudget,
            String tokens,
            String tokenBudget,
            String cost,
            String costBudget,
            String withheld,
            String withheldTokens,
            String calls,
            String revision) {}

    static RunView of(RunStory story, Viewer viewer) {
        String workflow = Inert.line(story.workflow(), 100);
        String heading =
                FieldValue.label(workflow) + (story.about() == null ? "" : " for " + Inert.line(story.about(), 200));
        List<Happening> happenings = Happening.of(story.part());
        return new RunView(
                Frame.at("runs", heading + ", run", viewer),
                story.id().toString(),
                heading,
                workflow,
                story.workflowVersion(),
                Inert.line(story.state(), 40),
                stateWord(story.state()),
                Inert.line(story.owner(), 200),
                Inert.line(story.startedBy(), 200),
                Inert.line(story.onBehalfOf(), 200),
                Moment.full(story.startedAt()),
                story.endedAt() == null ? null : Moment.clock(story.endedAt(), story.startedAt()),
                story.endedAt() == null ? "" : Moment.span(Duration.between(story.startedAt(), story.endedAt())),
                story.waited().toSeconds() == 0 ? "" : Moment.span(story.waited()),
                Inert.line(story.waitingFor(), 500),
                Inert.line(story.failure(), 1_000),
                Inert.block(story.output(), OUTPUT_MAX_CHARS),
                strip(story),
                happenings,
                happenings.stream().anyMatch(happening -> !happening.cost().isEmpty()),
                story.part().after() == 0 ? "" : "/runs/" + story.id(),
                story.part().more()
                        ? "/runs/" + story.id() + "?after=" + story.part().last()
                        : "",
                story.part().last(),
                !story.part().more() && story.endedAt() == null);
    }

    private static Strip strip(RunStory story) {
        RunStory.Usage usage = story.usage();
        boolean costs = usage.cost().signum() != 0 || usage.costBudget() != null;
        return new Strip(
                usage.steps(),
                usage.stepBudget(),
                Inert.tokens(usage.inputTokens(), usage.outputTokens()),
                usage.tokenBudget() == null ? "" : Inert.number(usage.tokenBudget()),
                costs ? amount(usage.cost()) : "",
                usage.costBudget() == null ? "" : amount(usage.costBudget()),
                Inert.bytes(usage.withheldBytes()),
                usage.withheldBytes() == 0 ? "" : Inert.number(Math.ceilDiv(usage.withheldBytes(), BYTES_A_TOKEN)),
                calls(usage.reads(), usage.writes()),
                Inert.line(story.policyRevision(), 100));
    }

    static String amount(BigDecimal amount) {
        return amount.setScale(
                        Math.max(2, Math.min(4, amount.stripTrailingZeros().scale())), RoundingMode.HALF_UP)
                .toPlainString();
    }

    private static String calls(int reads, int writes) {
        return (reads == 1 ? "1 read" : reads + " reads") + ", " + (writes == 1 ? "1 write" : writes + " writes");
    }

    static String stateWord(String state) {
        return switch (state) {
            case "running" -> "Runs";
            case "parked" -> "Waits";
            case "completed" -> "Completed";
            case "failed" -> "Failed";
            case "cancelled" -> "Cancelled";
            default -> Inert.line(state, 40);
        };
    }
}
