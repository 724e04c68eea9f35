package dev.countersign.ui.policy;

import dev.countersign.ui.page.InertText;
import dev.countersign.ui.review.PolicyWords;
import io.quarkus.qute.TemplateData;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A decision and its near misses as the templates show them, in the words of the card. */
@TemplateData
public record ExplainedView(
        String outcome,
        String word,
        String title,
        String because,
        String wouldPass,
        String rule,
        String ruleHref,
        String revision,
        List<Miss> misses) {

    /** A guardrail that applied and did not decide. */
    @TemplateData
    public record Miss(String rule, String href, String because, String wouldPass) {}

    public static ExplainedView of(Explained explained) {
        String title = line(explained.title(), 300);
        return new ExplainedView(
                explained.outcome(),
                outcomeWord(explained.outcome()),
                title.isEmpty() ? "" : PolicyWords.because(title),
                PolicyWords.because(line(explained.because(), 1_000)),
                PolicyWords.passing(line(explained.wouldPassIf(), 500)),
                line(explained.ruleId(), 200),
                PolicyLinks.rule(explained.ruleId()),
                line(explained.revision(), 100),
                explained.nearMisses().stream()
                        .limit(100)
                        .map(ExplainedView::miss)
                        .toList());
    }

    /** What an outcome means, for a heading. */
    public static String outcomeWord(String outcome) {
        return switch (outcome) {
            case "permit" -> "Permitted";
            case "deny" -> "Denied";
            case "require_approval" -> "Asks a person";
            default -> "No clean answer, so nothing is sent";
        };
    }

    private static Miss miss(Explained.Miss miss) {
        return new Miss(
                line(miss.ruleId(), 200),
                PolicyLinks.rule(miss.ruleId()),
                PolicyWords.because(line(miss.because(), 1_000)),
                PolicyWords.passing(line(miss.wouldPassIf(), 500)));
    }

    static String line(@Nullable String text, int maxChars) {
        InertText inert = InertText.line(Objects.requireNonNullElse(text, ""), maxChars);
        return inert.cut() == 0 ? inert.value() : inert.value() + "…";
    }
}
