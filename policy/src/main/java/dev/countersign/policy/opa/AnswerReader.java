package dev.countersign.policy.opa;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import dev.countersign.policy.decision.Decision;
import dev.countersign.policy.decision.Explanation;
import dev.countersign.policy.decision.Needs;
import dev.countersign.policy.decision.PolicyRevision;
import dev.countersign.policy.decision.Reservation;
import dev.countersign.policy.document.Schemas;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From OPA's JSON to our types. What the schema does not allow never becomes a decision. */
final class AnswerReader {

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final Schema DECISION = Schemas.definition("policy-output", "decision");
    private static final Schema EXPLANATION = Schemas.definition("policy-output", "explanation");
    private static final Schema NEEDS = Schemas.definition("policy-output", "needs");

    private final PolicyRevision revision;

    AnswerReader(PolicyRevision revision) {
        this.revision = revision;
    }

    Decision decision(String answer) throws NoAnswer {
        return decision(result(answer, DECISION));
    }

    Explanation explanation(String answer) throws NoAnswer {
        JsonNode result = result(answer, EXPLANATION);
        return new Explanation(
                decision(result), text(result.path("would_pass_if")), reasons(result.path("near_misses")));
    }

    Needs needs(String answer) throws NoAnswer {
        JsonNode result = result(answer, NEEDS);
        List<Needs.Dedupe> dedupes = new ArrayList<>();
        for (JsonNode entry : result.path("dedupes")) {
            List<JsonNode> values = new ArrayList<>();
            entry.path("values").forEach(values::add);
            Duration window = duration(entry.path("window"));
            if (window == null) {
                throw new NoAnswer(
                        "Policy named no window for " + entry.path("id").asText());
            }
            dedupes.add(new Needs.Dedupe(entry.path("id").asText(), values, window));
        }
        return new Needs(reservations(result.path("counters")), dedupes);
    }

    private static JsonNode result(String answer, Schema schema) throws NoAnswer {
        JsonNode results = parse(answer);
        if (!results.isArray() || results.isEmpty()) {
            throw new NoAnswer("Policy has no answer for this input (undefined)");
        }
        if (results.size() > 1) {
            throw new NoAnswer("Policy gave more than one answer");
        }
        JsonNode result = results.path(0).path("result");
        List<Error> errors = schema.validate(result);
        if (!errors.isEmpty()) {
            // Only where and which rule: the message of the validator quotes values.
            Error first = errors.getFirst();
            throw new NoAnswer("Policy answered something that its schema does not allow: " + first.getKeyword()
                    + " at " + first.getInstanceLocation());
        }
        return result;
    }

    private static JsonNode parse(String answer) throws NoAnswer {
        try {
            return JSON.readTree(answer);
        } catch (JsonProcessingException notJson) {
            throw new NoAnswer("Policy answered something that is not JSON");
        }
    }

    private Decision decision(JsonNode result) throws NoAnswer {
        Decision.Ruling ruling = new Decision.Ruling(
                result.path("rule_id").asText(),
                result.path("title").asText(),
                result.path("because").asText(),
                reasons(result.path("reasons")));
        String word = result.path("decision").asText();
        return switch (word) {
            case "permit" ->
                new Decision.Permit(
                        revision, ruling, obligations(result), masks(result), reservations(result.path("reserve")));
            case "deny" ->
                new Decision.Deny(
                        revision, ruling, masks(result), result.path("refusal").asText());
            case "require_approval" ->
                new Decision.RequireApproval(
                        revision,
                        ruling,
                        terms(result),
                        obligations(result),
                        masks(result),
                        reservations(result.path("reserve")));
            default -> throw new NoAnswer("Policy answered a decision that is none");
        };
    }

    private static Decision.Terms terms(JsonNode result) throws NoAnswer {
        JsonNode approvers = result.path("approvers");
        return new Decision.Terms(
                result.path("tier").asText(),
                texts(approvers.path("groups")),
                approvers.path("quorum").asInt(),
                approvers.path("separate").asBoolean(),
                duration(result.path("ttl")),
                duration(result.path("hold")),
                text(result.path("escalate_to")),
                result.path("editable").isArray() ? texts(result.path("editable")) : null);
    }

    private static Decision.Obligations obligations(JsonNode result) {
        JsonNode obligations = result.path("obligations");
        JsonNode fields = obligations.path("fields");
        return new Decision.Obligations(
                fields.isArray() ? texts(fields) : null,
                texts(obligations.path("mask")),
                obligations.path("dry_run").asBoolean());
    }

    private static Decision.Masks masks(JsonNode result) {
        JsonNode masks = result.path("masks");
        Map<String, List<String>> facts = new HashMap<>();
        masks.path("facts").properties().forEach(fact -> facts.put(fact.getKey(), texts(fact.getValue())));
        return new Decision.Masks(texts(masks.path("record")), facts);
    }

    private static List<Reservation> reservations(JsonNode entries) {
        List<Reservation> reservations = new ArrayList<>();
        for (JsonNode entry : entries) {
            reservations.add(new Reservation(
                    entry.path("limit").asText(),
                    entry.path("key").asText(),
                    entry.path("window").asText(),
                    entry.path("amount").decimalValue(),
                    entry.path("max").decimalValue()));
        }
        return reservations;
    }

    private static List<Decision.Reason> reasons(JsonNode entries) {
        List<Decision.Reason> reasons = new ArrayList<>();
        for (JsonNode entry : entries) {
            reasons.add(new Decision.Reason(
                    entry.path("rule_id").asText(), entry.path("because").asText(), text(entry.path("would_pass_if"))));
        }
        return reasons;
    }

    private static List<String> texts(JsonNode entries) {
        List<String> texts = new ArrayList<>();
        entries.forEach(entry -> texts.add(entry.asText()));
        return texts;
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() ? node.asText() : null;
    }

    private static @Nullable Duration duration(JsonNode node) throws NoAnswer {
        if (!node.isTextual()) {
            return null;
        }
        try {
            return Duration.parse(node.asText());
        } catch (DateTimeException notOne) {
            throw new NoAnswer("Policy answered a duration that is none");
        }
    }
}
