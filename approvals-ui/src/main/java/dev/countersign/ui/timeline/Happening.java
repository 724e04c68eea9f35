package dev.countersign.ui.timeline;

import dev.countersign.ui.page.InertText;
import dev.countersign.ui.page.Moment;
import dev.countersign.ui.policy.PolicyLinks;
import io.quarkus.qute.TemplateData;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One row of a timeline. Links to nowhere and figures of nothing are empty. */
@TemplateData
public record Happening(
        Moment at,
        boolean otherDay,
        String what,
        String detail,
        @Nullable InertText words,
        @Nullable InertText code,
        String kept,
        boolean decided,
        boolean asleep,
        String callId,
        String approvalId,
        String seen,
        String seenHref,
        int step,
        String rule,
        String ruleHref,
        String tokens,
        String cost) {

    private static final int WORDS_MAX_CHARS = 4_000;
    private static final int CODE_MAX_CHARS = 8_000;

    /** In order; what slept gets a row of its own behind the one that it fell asleep at. */
    static List<Happening> of(RunStory.Part part) {
        var happenings = new ArrayList<Happening>();
        Set<UUID> linked = new HashSet<>();
        Instant before = null;
        for (RunStory.Entry entry : part.entries()) {
            UUID call = entry.about().call();
            boolean first = call != null && (linked.add(call) || entry.about().approval() != null);
            happenings.add(of(entry, before, first, part.prompts()));
            if (entry.sleep() != null) {
                happenings.add(asleep(entry, entry.sleep()));
            }
            before = entry.at();
        }
        return List.copyOf(happenings);
    }

    private static Happening of(RunStory.Entry entry, @Nullable Instant before, boolean linked, boolean prompts) {
        RunStory.About about = entry.about();
        RunStory.Spent spent = entry.spent();
        boolean otherDay = before != null && !day(before).equals(day(entry.at()));
        boolean seen = about.seenBy() != null && about.call() != null;
        return new Happening(
                otherDay ? Moment.full(entry.at()) : Moment.clock(entry.at(), entry.at()),
                otherDay,
                Inert.line(entry.what(), 500),
                Inert.line(entry.detail(), 2_000),
                Inert.block(entry.words(), WORDS_MAX_CHARS),
                entry.result() == null ? null : Inert.block(entry.result().code(), CODE_MAX_CHARS),
                entry.result() == null ? "" : Inert.line(entry.result().kept(), 300),
                entry.decided(),
                false,
                linked ? about.call().toString() : "",
                about.approval() == null || seen ? "" : about.approval().toString(),
                seen ? "The card as " + Inert.line(about.seenBy(), 100) + " saw it" : "",
                seen ? "/calls/" + about.call() + "?round=" + about.round() + "#shown" : "",
                prompts && about.step() != null ? about.step() : 0,
                Inert.line(about.rule(), 200),
                PolicyLinks.rule(about.rule()),
                spent == null || spent.inputTokens() + spent.outputTokens() == 0
                        ? ""
                        : Inert.tokens(spent.inputTokens(), spent.outputTokens()),
                spent == null || spent.cost() == null || spent.cost().signum() == 0
                        ? ""
                        : RunView.amount(spent.cost()));
    }

    private static Happening asleep(RunStory.Entry from, RunStory.Sleep sleep) {
        boolean over = sleep.until() != null;
        return new Happening(
                Moment.clock(from.at(), from.at()),
                false,
                over ? "Waited " + span(Duration.between(from.at(), sleep.until())) : "Waits",
                over ? "The agent used nothing while it slept." : "The agent uses nothing while it sleeps.",
                null,
                null,
                "",
                false,
                true,
                "",
                "",
                "",
                "",
                0,
                "",
                "",
                "",
                "");
    }

    private static String span(Duration sleep) {
        return sleep.toSeconds() == 0 ? "less than 1 s" : Moment.span(sleep);
    }

    private static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }
}
