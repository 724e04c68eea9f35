package dev.countersign.orchestrator.desk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.schema.JsonSchemaCheck;
import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.policy.ActivePolicy;
import dev.countersign.orchestrator.policy.Revisions;
import dev.countersign.orchestrator.principal.People;
import dev.countersign.orchestrator.toolcall.Explainer;
import dev.countersign.orchestrator.toolcall.ToolCall;
import dev.countersign.orchestrator.toolcall.ToolCalls;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.policy.bundle.Guardrail;
import dev.countersign.policy.bundle.Guardrails;
import dev.countersign.policy.document.DocumentInvalid;
import dev.countersign.policy.document.Schemas;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.policy.Comparison;
import dev.countersign.ui.policy.InForce;
import dev.countersign.ui.policy.PolicyDesk;
import dev.countersign.ui.policy.Revision;
import dev.countersign.ui.policy.RevisionPage;
import dev.countersign.ui.policy.Tried;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The policy page over the revisions, the calls that were decided, and the active policy. */
@Singleton
public class PolicyBoard implements PolicyDesk {
    private static final JsonSchemaCheck INPUT = JsonSchemaCheck.of(Rows.parse(Schemas.text("policy-input")));
    /** How far above a revision the next one is looked for: a number is skipped where a change was refused half-way. */
    private static final int GAP = 8;

    private final ActivePolicy policy;
    private final Revisions revisions;
    private final RuleHits hits;
    private final Explainer explainer;
    private final ToolCalls calls;
    private final Approvals approvals;
    private final People people;
    private volatile Own own = new Own("", List.of());

    PolicyBoard(
            ActivePolicy policy,
            Revisions revisions,
            RuleHits hits,
            Explainer explainer,
            ToolCalls calls,
            Approvals approvals,
            People people) {
        this.policy = policy;
        this.revisions = revisions;
        this.hits = hits;
        this.explainer = explainer;
        this.calls = calls;
        this.approvals = approvals;
        this.people = people;
    }

    /** The own rules of the rules that were read last; a digest names the same ones for ever. */
    private record Own(String rulesDigest, List<InForce.Rule> rules) {}

    // ---- guardrails -------------------------------------------------------------------------------------------------

    @Override
    public InForce inForce(Viewer viewer) {
        Revisions.Stored active = revisions.active().orElseThrow();
        var rules = new ArrayList<InForce.Rule>();
        Guardrails.describe(active.data()).forEach(guardrail -> rules.add(rule(guardrail)));
        rules.addAll(own(active));
        Guardrails.always().forEach(guardrail -> rules.add(rule(guardrail)));
        Map<String, InForce.Hits> found =
                hits.of(rules.stream().map(InForce.Rule::ruleId).distinct().toList());
        boolean seesCalls = viewer.has("developer") || viewer.has("operator");
        return new InForce(
                revision(active, active.revision().name()),
                rules.stream()
                        .map(rule -> withHits(rule, found.get(rule.ruleId()), seesCalls))
                        .toList());
    }

    private static InForce.Rule rule(Guardrail guardrail) {
        InForce.Kind kind =
                switch (guardrail.kind()) {
                    case BUILTIN -> InForce.Kind.ALWAYS;
                    case MODE -> InForce.Kind.MODE;
                    case GUARD -> InForce.Kind.GUARD;
                    case LIMIT -> InForce.Kind.LIMIT;
                    case DUPLICATE -> InForce.Kind.DUPLICATE;
                    case RESULT -> InForce.Kind.RESULT;
                };
        return new InForce.Rule(
                guardrail.id(),
                guardrail.ruleId(),
                kind,
                guardrail.tools(),
                guardrail.title(),
                guardrail.sentence(),
                null);
    }

    private static InForce.Rule withHits(InForce.Rule rule, InForce.@Nullable Hits hits, boolean seesCalls) {
        boolean decides = rule.kind() != InForce.Kind.RESULT;
        InForce.Hits shown = hits == null || !decides
                ? null
                : new InForce.Hits(hits.last(), seesCalls ? hits.newest() : null, hits.week());
        return new InForce.Rule(
                rule.id(), rule.ruleId(), rule.kind(), rule.tools(), rule.title(), rule.sentence(), shown);
    }

    private List<InForce.Rule> own(Revisions.Stored active) {
        Own known = own;
        if (!known.rulesDigest().equals(active.revision().rulesDigest())) {
            known = new Own(active.revision().rulesDigest(), read(active));
            own = known;
        }
        return known.rules();
    }

    private List<InForce.Rule> read(Revisions.Stored active) {
        try {
            return OwnRules.of(revisions.rules(active).sources());
        } catch (DocumentInvalid notKept) {
            return List.of();
        }
    }

    // ---- tester -----------------------------------------------------------------------------------------------------

    @Override
    public Tried test(ObjectNode input) {
        List<Tried.Flaw> flaws = INPUT.check(input).stream()
                .map(problem -> new Tried.Flaw(problem.pointer(), problem.fix()))
                .toList();
        return flaws.isEmpty()
                ? new Tried.Answered(Explaining.shown(explainer.explain(input)))
                : new Tried.Wrong(flaws);
    }

    @Override
    public Optional<String> storedInput(Viewer viewer, UUID id) {
        return calls.find(id)
                .filter(call -> maySee(viewer, call))
                .flatMap(call -> calls.policyInput(call.id()))
                // Kept with the input and no part of it: which of its values are dots.
                .map(input -> JsonText.block(((ObjectNode) input).without("masked")));
    }

    /** Who may see the call's page may see what policy was asked about it; both are masked alike. */
    private boolean maySee(Viewer viewer, ToolCall call) {
        return viewer.has("developer")
                || viewer.has("operator")
                || viewer.has("approver") && approvals.asked(call.runId());
    }

    // ---- history ----------------------------------------------------------------------------------------------------

    @Override
    public RevisionPage revisions(@Nullable Long before, int max) {
        List<Revisions.Stored> found = revisions.newest(before == null ? null : before.toString(), max + 1);
        String active = active();
        List<Revision> shown =
                found.stream().map(stored -> revision(stored, active)).toList();
        return shown.size() > max
                ? new RevisionPage(shown.subList(0, max), shown.get(max))
                : new RevisionPage(shown, null);
    }

    @Override
    public Optional<Comparison> compare(long number, @Nullable Long against) {
        Optional<Revisions.Stored> asked = revisions.find(Long.toString(number));
        Optional<Revisions.Stored> before = against == null
                ? revisions.newest(Long.toString(number), 1).stream().findFirst()
                : revisions.find(Long.toString(against));
        if (asked.isEmpty() || against != null && before.isEmpty()) {
            return Optional.empty();
        }
        Revisions.Stored revision = asked.get();
        String active = active();
        return Optional.of(new Comparison(
                revision(revision, active),
                before.map(older -> revision(older, active)).orElse(null),
                after(number),
                Differences.between(
                        before.map(Revisions.Stored::data).orElse(Rows.JSON.createObjectNode()), revision.data())));
    }

    private @Nullable String after(long number) {
        return revisions.newest(Long.toString(number + GAP), GAP).stream()
                .map(stored -> stored.revision().name())
                .filter(name -> Long.parseLong(name) > number)
                .reduce((newer, older) -> older)
                .orElse(null);
    }

    private String active() {
        return revisions.active().map(stored -> stored.revision().name()).orElse("");
    }

    private Revision revision(Revisions.Stored stored, String active) {
        return new Revision(
                stored.revision().name(),
                stored.revision().rulesDigest(),
                stored.revision().dataDigest(),
                people.name(stored.proposedBy()),
                stored.proposedAt(),
                stored.activatedBy() == null ? null : people.name(stored.activatedBy()),
                stored.activatedAt(),
                stored.revision().name().equals(active));
    }

    // ---- trouble ----------------------------------------------------------------------------------------------------

    @Override
    public Optional<Instant> troubleSince() {
        return policy.trouble().map(ActivePolicy.Trouble::since);
    }

    @Override
    public Optional<Trouble> trouble() {
        return troubleSince().map(since -> new Trouble(since, hits.waiting()));
    }
}
