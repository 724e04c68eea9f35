package dev.countersign.ui.timeline;

import dev.countersign.ui.card.FieldValue;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.page.Frame;
import dev.countersign.ui.page.InertText;
import dev.countersign.ui.page.Moment;
import dev.countersign.ui.policy.PolicyLinks;
import io.quarkus.qute.TemplateData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
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
        String onBehalfOf,
        Moment started,
        @Nullable Moment ended,
        String lasted,
        String waitingFor,
        String failure,
        @Nullable InertText output,
        int steps,
        String tokens,
        String withheld,
        String calls,
        String revision,
        List<Happening> happenings) {

    /** One line of the timeline. */
    @TemplateData
    public record Happening(
            Moment at,
            String what,
            String detail,
            @Nullable InertText words,
            @Nullable InertText code,
            boolean decided,
            boolean asleep,
            String callId,
            String approvalId,
            String rule,
            String ruleHref,
            String tokens) {}

    static RunView of(RunStory story, Viewer viewer) {
        String workflow = line(story.workflow(), 100);
        List<Happening> happenings = new ArrayList<>();
        Set<UUID> linked = new HashSet<>();
        for (int i = 0; i < story.entries().size(); i++) {
            RunStory.Entry entry = story.entries().get(i);
            boolean first = entry.callId() == null || linked.add(entry.callId()) || entry.approvalId() != null;
            happenings.add(happening(entry, first));
            if (entry.asleep() && entry.callId() != null) {
                happenings.add(slept(
                        entry, story.entries().subList(i + 1, story.entries().size())));
            }
        }
        return new RunView(
                Frame.of(workflow + ", run", viewer),
                story.id().toString(),
                FieldValue.label(workflow),
                workflow,
                story.workflowVersion(),
                line(story.state(), 40),
                stateWord(story.state()),
                line(story.owner(), 200),
                story.onBehalfOf() == null ? "" : line(story.onBehalfOf(), 200),
                Moment.full(story.startedAt()),
                story.endedAt() == null ? null : Moment.clock(story.endedAt(), story.startedAt()),
                story.endedAt() == null ? "" : Moment.span(Duration.between(story.startedAt(), story.endedAt())),
                story.waitingFor() == null ? "" : line(story.waitingFor(), 500),
                story.failure() == null ? "" : line(story.failure(), 1_000),
                story.output() == null || story.output().isBlank() ? null : InertText.block(story.output(), 8_000),
                story.steps(),
                tokens(story.inputTokens(), story.outputTokens()),
                withheld(story.withheldBytes()),
                calls(story.reads(), story.writes()),
                line(story.policyRevision(), 100),
                happenings);
    }

    /** The sleep that began with this entry: until the call was heard of again, or until now. */
    private static Happening slept(RunStory.Entry from, List<RunStory.Entry> later) {
        Optional<RunStory.Entry> next = later.stream()
                .filter(entry -> from.callId().equals(entry.callId()))
                .findFirst();
        return new Happening(
                Moment.clock(from.at(), from.at()),
                next.map(end -> "Waited " + slept(Duration.between(from.at(), end.at())))
                        .orElse("Waits"),
                next.isPresent() ? "The agent used nothing while it slept." : "The agent uses nothing while it sleeps.",
                null,
                null,
                false,
                true,
                "",
                "",
                "",
                "",
                "");
    }

    private static String slept(Duration sleep) {
        return sleep.toSeconds() == 0 ? "less than 1 s" : Moment.span(sleep);
    }

    private static Happening happening(RunStory.Entry entry, boolean linked) {
        boolean counted = entry.inputTokens() != null && entry.outputTokens() != null;
        return new Happening(
                Moment.clock(entry.at(), entry.at()),
                line(entry.what(), 500),
                entry.detail() == null ? "" : line(entry.detail(), 2_000),
                entry.words() == null || entry.words().isBlank() ? null : InertText.block(entry.words(), 4_000),
                entry.code() == null ? null : InertText.block(entry.code(), 8_000),
                entry.decided(),
                false,
                entry.callId() == null || !linked ? "" : entry.callId().toString(),
                entry.approvalId() == null ? "" : entry.approvalId().toString(),
                entry.ruleId() == null ? "" : line(entry.ruleId(), 200),
                PolicyLinks.rule(entry.ruleId()),
                counted && entry.inputTokens() + entry.outputTokens() > 0
                        ? tokens(entry.inputTokens(), entry.outputTokens())
                        : "");
    }

    private static String tokens(long in, long out) {
        return String.format(Locale.ENGLISH, "%,d / %,d", in, out);
    }

    /** Bytes, and what they would have cost the model at about four bytes a token. */
    private static String withheld(long count) {
        return count == 0
                ? bytes(0)
                : bytes(count) + String.format(Locale.ENGLISH, ", about %,d tokens", Math.ceilDiv(count, 4));
    }

    private static String bytes(long count) {
        if (count < 1_024) {
            return count + " B";
        }
        return String.format(Locale.ENGLISH, "%,.1f KiB", count / 1_024.0);
    }

    private static String calls(int reads, int writes) {
        return (reads == 1 ? "1 read" : reads + " reads") + ", " + (writes == 1 ? "1 write" : writes + " writes");
    }

    private static String stateWord(String state) {
        return switch (state) {
            case "running" -> "Runs";
            case "parked" -> "Waits";
            case "completed" -> "Completed";
            case "failed" -> "Failed";
            case "cancelled" -> "Cancelled";
            default -> line(state, 40);
        };
    }

    private static String line(String text, int maxChars) {
        InertText inert = InertText.line(text, maxChars);
        return inert.cut() == 0 ? inert.value() : inert.value() + "…";
    }
}
