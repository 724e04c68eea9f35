package dev.countersign.orchestrator.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Vote;
import dev.countersign.orchestrator.ledger.CloudEvent;
import java.time.Instant;
import java.util.List;

/** Approvals as the outer interface writes them. */
final class ApprovalJson {
    private ApprovalJson() {}

    static ObjectNode approval(Approval approval, List<Vote> votes) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("id", approval.id().toString())
                .put("call_id", approval.callId().toString())
                .put("run_id", approval.runId().toString())
                .put("state", approval.state().wire())
                .put("round", approval.round())
                .put("digest", approval.digest());
        node.set("bound", approval.bound());
        node.put("tier", approval.tier());
        approval.groups().forEach(node.putArray("groups")::add);
        node.put("quorum", approval.quorum());
        ArrayNode cast = node.putArray("votes");
        votes.forEach(vote -> cast.add(vote(vote)));
        node.put("opened_at", CloudEvent.time(approval.openedAt()))
                .put("expires_at", CloudEvent.time(approval.expiresAt()))
                .put("hold_until", RunJson.time(approval.holdUntil()));
        approval.editable().forEach(node.putArray("editable")::add);
        Instant now = Instant.now();
        node.put("claimed_by", approval.claimedAt(now) ? approval.claimedBy() : null)
                .put("claimed_until", approval.claimedAt(now) ? RunJson.time(approval.claimedUntil()) : null);
        node.set("card", approval.card());
        return node;
    }

    private static ObjectNode vote(Vote vote) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("by", vote.person()).put("verdict", vote.verdict());
        if (vote.reasonCode() == null) {
            node.putNull("reason");
        } else {
            node.putObject("reason").put("code", vote.reasonCode()).put("note", vote.note());
        }
        return node.put("round", vote.round()).put("at", CloudEvent.time(vote.at()));
    }
}
