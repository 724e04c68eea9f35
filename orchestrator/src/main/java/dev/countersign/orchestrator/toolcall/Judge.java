package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.approval.Terms;
import dev.countersign.orchestrator.limits.Claims;
import dev.countersign.orchestrator.limits.Counters;
import dev.countersign.orchestrator.policy.ActivePolicy;
import dev.countersign.policy.decision.Decision;
import dev.countersign.policy.decision.Explanation;
import dev.countersign.policy.decision.Needs;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyInput;
import dev.countersign.policy.decision.Reservation;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Asks policy about a situation, counters included, and turns its answer into what the gate needs. */
@Singleton
class Judge {
    static final Duration DEFAULT_TTL = Duration.ofHours(4);

    private final ActivePolicy policy;
    private final Counters counters;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final DispatchConfig config;

    Judge(ActivePolicy policy, Counters counters, InstantSource clock, MeterRegistry meters, DispatchConfig config) {
        this.policy = policy;
        this.counters = counters;
        this.clock = clock;
        this.meters = meters;
        this.config = config;
    }

    /**
     * What policy said.
     *
     * @param claims what the decision reserves; nothing unless it permits or asks a person
     * @param input what was asked, with everything that was read; {@link Disclosed#stored} is what may be kept
     */
    record Judgement(
            Decision decision, Claims claims, PolicyInput input, PolicyDecisionPoint point, Disclosed disclosed) {
        String revision() {
            return decision.revision().name();
        }

        /** The rule that decided, in words; null without a clean answer. */
        Decision.@Nullable Ruling ruling() {
            return switch (decision) {
                case Decision.Permit permit -> permit.ruling();
                case Decision.Deny deny -> deny.ruling();
                case Decision.RequireApproval approval -> approval.ruling();
                case Decision.Indeterminate indeterminate -> null;
            };
        }

        /** What has to be done to the answer; null when nothing may be sent. */
        Decision.@Nullable Obligations obligations() {
            return switch (decision) {
                case Decision.Permit permit -> permit.obligations();
                case Decision.RequireApproval approval -> approval.obligations();
                case Decision.Deny deny -> null;
                case Decision.Indeterminate indeterminate -> null;
            };
        }
    }

    /** @param own the call itself when it was decided before: its own reservation does not count against it */
    Judgement judge(Situation situation, String phase, @Nullable UUID own) {
        PolicyDecisionPoint point = policy.active().point();
        Instant now = clock.instant();
        ObjectNode none = JsonNodeFactory.instance.objectNode();
        Needs needs = needs(point, situation.input(phase, now, none));
        if (needs.failure() != null) {
            // A counter that nobody read would look unused: what cannot be asked for is not decided.
            Decision unknown = new Decision.Indeterminate(point.revision(), needs.failure());
            PolicyInput asked = situation.input(phase, now, none);
            return new Judgement(unknown, Claims.NONE, asked, point, Disclosed.of(situation, unknown));
        }
        ObjectNode used = counters.read(needs, now, own);
        PolicyInput input = situation.input(phase, now, used);
        Decision decision = decide(point, input);
        List<Reservation> reserve =
                switch (decision) {
                    case Decision.Permit permit -> permit.reserve();
                    case Decision.RequireApproval approval -> approval.reserve();
                    case Decision.Deny deny -> List.of();
                    case Decision.Indeterminate indeterminate -> List.of();
                };
        boolean reserves = decision instanceof Decision.Permit || decision instanceof Decision.RequireApproval;
        Claims claims = reserves ? counters.claims(reserve, needs.dedupes(), now) : Claims.NONE;
        meters.counter("countersign.decisions", "phase", phase, "outcome", outcome(decision))
                .increment();
        return new Judgement(decision, claims, input, point, Disclosed.of(situation, decision));
    }

    // An engine that breaks its contract decides nothing: whatever it throws or invents is no clean answer.

    private static Needs needs(PolicyDecisionPoint point, PolicyInput input) {
        try {
            return Objects.requireNonNull(point.needs(input));
        } catch (RuntimeException broken) {
            return Needs.unknown("the engine failed: " + broken.getClass().getSimpleName());
        }
    }

    private static Decision decide(PolicyDecisionPoint point, PolicyInput input) {
        try {
            Decision decision = Objects.requireNonNull(point.decide(input));
            if (decision instanceof Decision.Deny deny) {
                RefusalCode.valueOf(deny.refusal());
            }
            return decision;
        } catch (RuntimeException broken) {
            return new Decision.Indeterminate(
                    point.revision(), "the engine failed: " + broken.getClass().getSimpleName());
        }
    }

    /** What would have made the call pass, for the card. Null when policy has nothing to say. */
    @Nullable
    String wouldPassIf(Judgement judgement) {
        try {
            Explanation explanation = judgement.point().explain(judgement.input());
            return judgement.disclosed().textOrNull(explanation.wouldPassIf());
        } catch (RuntimeException broken) {
            return null;
        }
    }

    /** Terms of an approval: policy's, with the tool's editable fields and the installation's defaults. */
    Terms terms(Decision.RequireApproval approval, List<String> editable) {
        Decision.Terms asked = approval.terms();
        return new Terms(
                asked.tier(),
                asked.groups(),
                asked.quorum(),
                asked.separate(),
                asked.ttl() == null ? DEFAULT_TTL : asked.ttl(),
                hold(asked, config.hold()),
                new ArrayList<>(editable),
                asked.escalateTo());
    }

    /** Policy's word counts; without one a T3 is not held, because who decides it has typed and ticked already. */
    static Duration hold(Decision.Terms asked, Duration byDefault) {
        if (asked.hold() != null) {
            return asked.hold();
        }
        return asked.tier().equals("T3") ? Duration.ZERO : byDefault;
    }

    static String outcome(Decision decision) {
        return switch (decision) {
            case Decision.Permit permit -> "permit";
            case Decision.Deny deny -> "deny";
            case Decision.RequireApproval approval -> "require_approval";
            case Decision.Indeterminate indeterminate -> "indeterminate";
        };
    }
}
