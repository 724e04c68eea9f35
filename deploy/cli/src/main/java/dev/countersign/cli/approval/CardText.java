package dev.countersign.cli.approval;

import com.fasterxml.jackson.databind.JsonNode;

/** The card as text: what a person must know before a vote, the agent's own words last. */
final class CardText {
    private CardText() {}

    static String of(JsonNode approval) {
        JsonNode card = approval.path("card");
        StringBuilder text = new StringBuilder();
        text.append(card.path("consequence").asText());
        text.append("\n  tier %s · groups %s · quorum %s · round %s · until %s"
                .formatted(
                        approval.path("tier").asText(),
                        joined(approval.path("groups")),
                        approval.path("quorum").asText("1"),
                        approval.path("round").asText(),
                        approval.path("expires_at").asText()));
        text.append("\n  reversible: %s · %s"
                .formatted(
                        card.path("reversible").asText(),
                        card.path("blast_radius").asText()));
        for (JsonNode change : card.path("changes")) {
            text.append("\n  %s: %s → %s"
                    .formatted(
                            change.path("field").asText(), shown(change.path("before")), shown(change.path("after"))));
            if (approval.hasNonNull("edited_by")) {
                text.append(" (the agent: ").append(shown(change.path("agent"))).append(')');
            }
        }
        if (approval.hasNonNull("edited_by")) {
            text.append("\n  edited by ").append(approval.path("edited_by").asText());
        }
        JsonNode message = card.path("message");
        if (message.isObject()) {
            text.append("\n  to %s: %s"
                    .formatted(
                            addresses(message.path("to")),
                            message.path("subject").asText()));
            message.path("body").asText().lines().forEach(line -> text.append("\n  | ")
                    .append(line));
        }
        JsonNode why = card.path("why");
        text.append("\n  why: %s: %s (%s)"
                .formatted(
                        why.path("title").asText(),
                        why.path("because").asText(),
                        why.path("rule_id").asText()));
        if (card.hasNonNull("agent_words")) {
            text.append("\n  the agent says (unverified): ")
                    .append(card.path("agent_words").asText());
        }
        text.append("\n  digest ").append(approval.path("digest").asText());
        return text.toString();
    }

    private static String shown(JsonNode value) {
        return value.isNull() || value.isMissingNode() ? "—" : value.asText(value.toString());
    }

    private static String addresses(JsonNode people) {
        StringBuilder text = new StringBuilder();
        for (JsonNode person : people) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(person.path("address").asText());
        }
        return text.toString();
    }

    private static String joined(JsonNode values) {
        StringBuilder text = new StringBuilder();
        for (JsonNode value : values) {
            text.append(text.isEmpty() ? "" : ", ").append(value.asText());
        }
        return text.toString();
    }
}
