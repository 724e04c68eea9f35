package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.countersign.mcp.canonical.Digest;
import dev.countersign.mcp.connector.Context;
import dev.countersign.mcp.connector.Environment;
import dev.countersign.mcp.connector.Undo;
import dev.countersign.orchestrator.approval.Terms;
import dev.countersign.policy.decision.Decision;
import dev.countersign.ui.card.Card;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes what a person is shown and the document that binds it (M23). Computed from facts; model text comes last. */
@Singleton
class CardMaker {
    private static final int WORDS_MAX = 4_000;
    private static final int ACCOUNT_FACTS = 5;
    static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .serializationInclusion(JsonInclude.Include.ALWAYS)
            .build();

    private final Environment environment;

    CardMaker(Environment environment) {
        this.environment = environment;
    }

    /**
     * One round of an approval.
     *
     * @param descriptorDigest the pinned definition that the call was proposed against
     * @param because filled in from what may be shown
     * @param proposed what the agent proposed where a person changed it; null while the arguments are the agent's own
     * @param seen the round before; null for a first round or one without a record
     */
    Showing show(
            UUID call,
            Disclosed disclosed,
            Terms terms,
            int round,
            Decision.Ruling ruling,
            String because,
            @Nullable String wouldPassIf,
            @Nullable String agentWords,
            @Nullable JsonNode proposed,
            BeforeImages.@Nullable Earlier seen) {
        Situation situation = disclosed.open();
        RecordReader.Snapshot snapshot = situation.snapshot();
        ObjectNode shown = snapshot == null ? null : snapshot.fields();
        Card.@Nullable Message message = CardFacts.message(situation);
        List<Card.Change> changes = changes(disclosed, shown, seen, proposed, message != null);
        Card card = new Card(
                disclosed.text(consequence(situation)),
                disclosed.text(action(situation)),
                reversible(situation.tool().binding().undo()),
                reach(situation, message),
                changes,
                snapshot == null ? null : millis(snapshot.at()),
                snapshot == null ? null : snapshot.version(),
                new Card.Why(ruling.ruleId(), ruling.title(), because, wouldPassIf),
                account(shown, changes),
                lost(situation, shown, changes),
                CardFacts.merged(situation),
                message,
                words(agentWords));
        BeforeImage image = BeforeImage.of(disclosed);
        ObjectNode before =
                image == null ? shown : BeforeImage.sealed(image.record(), disclosed.record(), image.salt());
        ObjectNode bound = bound(call, situation, before, terms, round);
        return new Showing(
                bound, Digest.of(bound).value(), MAPPER.valueToTree(card), before, disclosed.record(), image, terms);
    }

    private ObjectNode bound(UUID call, Situation situation, @Nullable ObjectNode before, Terms terms, int round) {
        var connector = situation.tool().connector();
        ObjectNode bound = JsonNodeFactory.instance.objectNode();
        bound.put("call_id", call.toString());
        bound.putObject("connector")
                .put("id", connector.id())
                .put("version", connector.version())
                .put(
                        "address",
                        connector
                                .address(environment)
                                .map(URI::toString)
                                .orElse(connector.url().toString()));
        bound.put("tool", situation.tool().dotted()).put("effect", situation.effect());
        bound.put(
                "descriptor_digest",
                situation.tool().pinned().descriptor().digest().value());
        bound.put("arguments_digest", Digest.of(situation.arguments()).value());
        bound.set("before", before == null ? bound.nullNode() : before);
        bound.set("terms", terms.bound());
        bound.put("round", round);
        return bound;
    }

    static String consequence(Situation situation) {
        var template = situation.tool().binding().consequence();
        return template == null ? "Call " + situation.tool().dotted() : situation.render(template);
    }

    private static String action(Situation situation) {
        var template = situation.tool().binding().action();
        return template == null ? situation.tool().binding().name().replace('_', ' ') : situation.render(template);
    }

    private static Card.Reversible reversible(Undo undo) {
        return switch (undo) {
            case Undo.Auto auto -> Card.Reversible.AUTO;
            case Undo.Manual manual -> Card.Reversible.MANUAL;
            case Undo.None none -> Card.Reversible.NO;
            case Undo.Undeclared undeclared -> Card.Reversible.NO;
        };
    }

    private static String reach(Situation situation, Card.@Nullable Message message) {
        if (message != null) {
            int people = message.to().size();
            return people == 1 ? "1 person" : people + " people";
        }
        OptionalInt reached = CardFacts.reached(situation);
        if (reached.isPresent()) {
            return reached.getAsInt() + " records";
        }
        Set<String> records = new LinkedHashSet<>();
        situation.refs().forEach((name, values) -> {
            if (!name.equals("domain")) {
                values.forEach(value -> records.add(name + ":" + value));
            }
        });
        // A ref that only says where the record belongs (its account) is not one more record that is touched.
        boolean several = situation.tool().binding().refs().values().stream()
                        .filter(path -> path instanceof dev.countersign.mcp.connector.RefPath.InArguments)
                        .count()
                > 1;
        int count = several ? Math.max(1, records.size()) : 1;
        return count == 1 ? "1 record" : count + " records";
    }

    /** Fields of the record for which the call brings another value; without a record, what the call writes. */
    private static List<Card.Change> changes(
            Disclosed disclosed,
            @Nullable ObjectNode shown,
            BeforeImages.@Nullable Earlier seen,
            @Nullable JsonNode proposed,
            boolean mail) {
        var changes = new ArrayList<Card.Change>();
        Situation situation = disclosed.raw();
        Context context = situation.tool().binding().context();
        if (shown == null || context == null) {
            return written(situation.arguments(), proposed, mail);
        }
        for (Context.Field field : context.fields()) {
            JsonNode after = situation.arguments().at(field.argument());
            boolean moved = seen != null && seen.moved().contains(field.name());
            JsonNode agent = proposed == null ? null : proposed.at(field.argument());
            boolean differs = differs(after, raw(situation, field));
            if (differs || moved || (agent != null && differs(agent, raw(situation, field)))) {
                boolean hidden = disclosed.hides(field.name());
                JsonNode was = seen == null ? null : seen.shown().get(field.name());
                changes.add(new Card.Change(
                        field.name(),
                        shown.get(field.name()),
                        after.isMissingNode() ? null : after,
                        hidden,
                        hidden && was != null ? Masking.dots(was) : was,
                        agent == null || agent.isMissingNode() ? null : agent));
            }
        }
        return changes;
    }

    private static boolean differs(JsonNode value, @Nullable JsonNode before) {
        return !value.isMissingNode() && !value.equals(before);
    }

    /**
     * What a call writes where no record is there to compare with. A mail is shown as it will be read, so that its
     * lines are only those that a person changed.
     */
    private static List<Card.Change> written(ObjectNode arguments, @Nullable JsonNode proposed, boolean mail) {
        Set<String> names = new LinkedHashSet<>();
        arguments.fieldNames().forEachRemaining(names::add);
        if (proposed != null) {
            proposed.fieldNames().forEachRemaining(names::add);
        }
        var changes = new ArrayList<Card.Change>();
        for (String name : names) {
            JsonNode after = arguments.get(name);
            JsonNode agent = proposed == null ? null : proposed.get(name);
            if (!mail || (proposed != null && !Objects.equals(after, agent))) {
                changes.add(new Card.Change(name, null, after, false, null, agent));
            }
        }
        return changes;
    }

    /** Whether something changes is judged on what is there, not on its dots. */
    private static @Nullable JsonNode raw(Situation situation, Context.Field field) {
        RecordReader.Snapshot snapshot = situation.snapshot();
        return snapshot == null ? null : snapshot.fields().get(field.name());
    }

    private static List<Card.Fact> account(@Nullable ObjectNode shown, List<Card.Change> changes) {
        var facts = new ArrayList<Card.Fact>();
        if (shown != null) {
            Set<String> changed = new LinkedHashSet<>();
            // A field that only moved is shown among the changes, and is still a fact of the account.
            changes.stream().filter(change -> change.after() != null).forEach(change -> changed.add(change.field()));
            shown.properties().forEach(field -> {
                boolean plain =
                        field.getValue().isValueNode() && !field.getValue().isNull();
                if (plain
                        && !changed.contains(field.getKey())
                        && !field.getKey().endsWith("_id")
                        && facts.size() < ACCOUNT_FACTS) {
                    facts.add(new Card.Fact(
                            label(field.getKey()), field.getValue().asText()));
                }
            });
        }
        return facts;
    }

    /** What is gone for good: a call that changes no field of the record it names and cannot be undone removes it. */
    private static List<String> lost(Situation situation, @Nullable ObjectNode shown, List<Card.Change> changes) {
        var lost = new ArrayList<String>();
        boolean removes = situation.tool().binding().undo() instanceof Undo.None && changes.isEmpty();
        if (removes && shown != null) {
            shown.properties().forEach(field -> {
                if (field.getValue().isValueNode() && !field.getValue().isNull()) {
                    lost.add(label(field.getKey()) + ": " + field.getValue().asText());
                }
            });
        }
        return lost;
    }

    private static @Nullable String words(@Nullable String agentWords) {
        if (agentWords == null || agentWords.isBlank()) {
            return null;
        }
        return agentWords.length() > WORDS_MAX ? agentWords.substring(0, WORDS_MAX) + "…" : agentWords;
    }

    private static String label(String field) {
        String words = field.replace('_', ' ');
        return words.isEmpty() ? words : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private static Instant millis(Instant at) {
        return at.truncatedTo(ChronoUnit.MILLIS);
    }
}
