package dev.countersign.orchestrator.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.ledger.CloudEvent;
import dev.countersign.orchestrator.policy.PolicyChanges.Change;
import dev.countersign.orchestrator.policy.Revisions;
import dev.countersign.policy.bundle.DataDiff;
import dev.countersign.policy.decision.PolicyRevision;
import dev.countersign.policy.document.DocumentInvalid;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the policy resources answer: a revision as it is shown, and the ways in which a change is refused. */
final class PolicyAnswers {
    private PolicyAnswers() {}

    /** Data that were changed on an older revision than the active one are 412, as with any other If-Match. */
    static Response change(Supplier<Change> change) {
        return switch (made(change)) {
            case Change.Proposed proposed -> Bodies.answer(202, revision(proposed.revision(), false));
            case Change.Active active -> Bodies.ok(revision(active.revision(), true));
            case Change.Moved moved ->
                throw Problem.moved("Revision " + moved.current()
                        + " is active, not the one that you changed. Read it again, apply your change and send it with If-Match: "
                        + moved.current() + ".");
            case Change.Unknown unknown -> throw new IllegalStateException("data name no revision");
            case Change.SelfApproval self -> throw new IllegalStateException("a proposal is not activated here");
        };
    }

    static Response upload(Supplier<Change> upload) {
        return switch (made(upload)) {
            case Change.Proposed proposed -> Bodies.answer(201, revision(proposed.revision(), false));
            case Change.Moved moved ->
                throw Problem.conflict("Others activate policy right now; revision " + moved.current()
                        + " is active. Upload the bundle again.");
            case Change.Active active -> throw new IllegalStateException("an upload activates nothing");
            case Change.Unknown unknown -> throw new IllegalStateException("an upload names no revision");
            case Change.SelfApproval self -> throw new IllegalStateException("an upload activates nothing");
        };
    }

    static Response activation(String wanted, Supplier<Change> activation) {
        return switch (made(activation)) {
            case Change.Active active -> Bodies.ok(revision(active.revision(), true));
            case Change.Moved moved -> throw Problem.conflict(moved(wanted, moved));
            case Change.Unknown unknown ->
                throw Problem.notFound("There is no revision " + wanted + "; GET /api/policy/revisions lists them.");
            case Change.SelfApproval self ->
                throw Problem.refused(
                        403,
                        "SELF_APPROVAL",
                        self.proposedBy() + " proposed revision " + wanted
                                + ", so somebody else activates it: another developer, or an operator.",
                        Map.of());
            case Change.Proposed proposed -> throw new IllegalStateException("an activation proposes nothing");
        };
    }

    private static String moved(String wanted, Change.Moved moved) {
        return moved.basedOn() == null
                ? "Others activate policy right now; revision " + moved.current() + " is active. Try again."
                : "Revision " + wanted + " was made on revision " + moved.basedOn() + ", and revision "
                        + moved.current()
                        + " is active now. Only what was tried is activated: make the change again on revision "
                        + moved.current() + " (upload the bundle again, or send the data with If-Match: "
                        + moved.current() + ").";
    }

    private static Change made(Supplier<Change> change) {
        try {
            return change.get();
        } catch (DocumentInvalid invalid) {
            throw Problem.invalid(invalid.problems().stream()
                    .map(p -> new Problem.Wrong(p.pointer(), JsonNodeFactory.instance.textNode(p.value()), p.fix()))
                    .toList());
        }
    }

    private static ObjectNode revision(PolicyRevision revision, boolean active) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("revision", revision.name())
                .put("active", active)
                .put("rules_digest", revision.rulesDigest())
                .put("data_digest", revision.dataDigest());
    }

    /** @param active the active revision's name */
    static ObjectNode json(Revisions.Stored stored, String active) {
        return revision(stored.revision(), stored.revision().name().equals(active))
                .put("proposed_by", stored.proposedBy())
                .put("proposed_at", CloudEvent.time(stored.proposedAt()))
                .put("activated_by", stored.activatedBy())
                .put("activated_at", time(stored.activatedAt()))
                .put("based_on", stored.basedOn())
                .put("restores", stored.restores())
                .put("signed_by", stored.signedBy());
    }

    private static @Nullable String time(@Nullable Instant at) {
        return at == null ? null : CloudEvent.time(at);
    }

    static ObjectNode diff(Revisions.Stored from, Revisions.Stored to) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("from", from.revision().name())
                .put("to", to.revision().name())
                .put(
                        "rules_changed",
                        !from.revision().rulesDigest().equals(to.revision().rulesDigest()));
        List<DataDiff.Entry> entries = DataDiff.between(from.data(), to.data());
        var items = node.putArray("items");
        for (DataDiff.Entry entry : entries) {
            ObjectNode item = items.addObject().put("section", entry.section()).put("id", entry.id());
            item.set("before", entry.before() == null ? item.nullNode() : entry.before());
            item.set("after", entry.after() == null ? item.nullNode() : entry.after());
        }
        return node;
    }
}
