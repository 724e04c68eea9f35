package dev.countersign.orchestrator.desk;

import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.approval.Cards;
import dev.countersign.orchestrator.toolcall.Explainer;
import dev.countersign.orchestrator.toolcall.ToolCall;
import dev.countersign.policy.decision.Decision;
import dev.countersign.ui.card.Card;
import dev.countersign.ui.policy.Explained;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decisions explained for people, in the words that the API and the card use too. */
@Singleton
class Explaining {
    private final Explainer explainer;
    private final Approvals approvals;

    Explaining(Explainer explainer, Approvals approvals) {
        this.explainer = explainer;
        this.approvals = approvals;
    }

    /**
     * Why a call was decided as it was, and what the active revision would say today.
     *
     * @param now a sentence
     */
    record Told(Explained why, @Nullable String now) {}

    /** Empty when the call was refused before policy was asked. */
    Optional<Told> of(ToolCall call) {
        if (call.outcome() == null) {
            return Optional.empty();
        }
        Optional<Explainer.Explained> today = explainer.explain(call);
        var why = new Explained(
                call.outcome(),
                call.ruleId(),
                call.title(),
                call.ruleId() == null ? call.refusalDetail() : call.because(),
                wouldPassIf(call, today.orElse(null)),
                String.valueOf(call.policyRevision()),
                today.map(Explaining::misses).orElse(List.of()));
        return Optional.of(new Told(why, today.map(said -> now(call, said)).orElse(null)));
    }

    static Explained shown(Explainer.Explained explained) {
        Decision.Ruling ruling = explained.ruling();
        return new Explained(
                explained.outcome(),
                ruling == null ? null : ruling.ruleId(),
                ruling == null ? null : ruling.title(),
                ruling == null ? explained.cause() : ruling.because(),
                explained.wouldPassIf(),
                explained.revision(),
                misses(explained));
    }

    /** As the card has it, where there is one; otherwise of the active revision, if the same rule decides there. */
    private @Nullable String wouldPassIf(ToolCall call, Explainer.@Nullable Explained today) {
        if (call.approvalId() != null) {
            Card.Why shown =
                    Cards.of(approvals.find(call.approvalId()).orElseThrow()).why();
            if (shown.ruleId().equals(call.ruleId())) {
                return shown.wouldPassIf();
            }
        }
        return today != null && isSame(call, today) ? today.wouldPassIf() : null;
    }

    private static boolean isSame(ToolCall call, Explainer.Explained today) {
        String rule = today.ruling() == null ? null : today.ruling().ruleId();
        return today.outcome().equals(call.outcome()) && Objects.equals(rule, call.ruleId());
    }

    private static String now(ToolCall call, Explainer.Explained today) {
        String revision = "Revision " + today.revision();
        if (isSame(call, today)) {
            return revision + " says the same.";
        }
        Decision.Ruling ruling = today.ruling();
        if (ruling == null) {
            return revision + " gives no clean answer.";
        }
        String would =
                switch (today.outcome()) {
                    case "permit" -> " would permit it.";
                    case "require_approval" -> " would ask a person: ";
                    default -> " would deny it: ";
                };
        String why = ruling.title() + ". " + ruling.because();
        return revision + would + (would.endsWith(".") ? "" : why.endsWith(".") ? why : why + ".");
    }

    private static List<Explained.Miss> misses(Explainer.Explained explained) {
        return explained.nearMisses().stream()
                .map(miss -> new Explained.Miss(miss.ruleId(), miss.because(), miss.wouldPassIf()))
                .toList();
    }
}
