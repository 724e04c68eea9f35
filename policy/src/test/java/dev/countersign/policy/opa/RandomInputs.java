package dev.countersign.policy.opa;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.policy.decision.PolicyInput;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Inputs by the shape of their schema: tools that the data name, the values that its guards, limits and lists speak
 * of and their neighbours, and now and then null, another type, or nothing where something belongs.
 */
final class RandomInputs {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> TIMES = List.of(
            "2026-11-20T09:00:01.280Z",
            "2026-11-13T09:00:01.280Z",
            "2026-11-13T09:00:01.279Z",
            "2026-12-31T23:59:59Z",
            "2028-02-29T00:00:00+02:00",
            "yesterday");
    private static final int ODD_ONE_IN = 25;

    private final RandomGenerator random;
    private final List<String> tools = new ArrayList<>(List.of("crm.unlisted", "crm.update_owner"));
    private final List<String> limits = new ArrayList<>();
    private final Set<String> arguments = new LinkedHashSet<>(List.of("stage", "to", "owner", "day", "email"));
    private final Set<String> recordFields = new LinkedHashSet<>(List.of("stage", "owner", "amount"));
    private final Set<String> facts = new LinkedHashSet<>(List.of("before_image", "last_activity_at"));
    private final List<JsonNode> values = new ArrayList<>();

    RandomInputs(RandomGenerator random, JsonNode data) {
        this.random = random;
        data.path("tools").fieldNames().forEachRemaining(tools::add);
        data.path("limits").forEach(limit -> {
            limits.add(limit.path("id").asText());
            around(limit.path("max"));
        });
        data.path("dedupe").forEach(entry -> limits.add(entry.path("id").asText()));
        data.path("guards").forEach(guard -> guard.path("when").forEach(this::learn));
        data.path("lists").forEach(this::words);
        for (String text : List.of("rival.example", "mail.rival.example", "friday", "dana", "", "acc-9")) {
            values.add(JSON.textNode(text));
        }
        TIMES.forEach(time -> values.add(JSON.textNode(time)));
        values.add(JSON.numberNode(0));
        values.add(JSON.numberNode(-1));
        values.add(JSON.booleanNode(true));
        values.add(JSON.booleanNode(false));
    }

    private void learn(JsonNode condition) {
        around(condition.path("to"));
        for (String part : List.of("value", "to_value", "at")) {
            String[] source = condition.path(part).asText().split("[:/]+");
            if (source.length > 1) {
                switch (source[0]) {
                    case "argument" -> arguments.add(source[1]);
                    case "record" -> recordFields.add(source[1]);
                    case "fact" -> facts.add(source[1]);
                    default -> {}
                }
            }
        }
    }

    private void around(JsonNode threshold) {
        if (threshold.isNumber()) {
            for (double step : List.of(-1.0, -0.5, 0.0, 0.5, 1.0)) {
                double value = threshold.asDouble() + step;
                values.add(value == Math.rint(value) ? JSON.numberNode((long) value) : JSON.numberNode(value));
            }
        } else if (threshold.isValueNode() && !threshold.isMissingNode()) {
            values.add(threshold);
        }
    }

    private void words(JsonNode list) {
        list.forEach(entry -> {
            if (entry.isValueNode()) {
                values.add(entry);
            } else {
                words(entry);
            }
        });
        list.fieldNames().forEachRemaining(key -> values.add(JSON.textNode(key)));
    }

    PolicyInput next() {
        ObjectNode input = JSON.objectNode();
        input.put("phase", pick(List.of("propose", "propose", "dispatch", "compensate")));
        input.put("now", pick(TIMES.subList(0, 4)));
        subject(input.putObject("subject"));
        if (random.nextBoolean()) {
            input.putObject("on_behalf_of")
                    .put("kind", pick(List.of("person", "customer")))
                    .put("id", pick(List.of("dana", "cus-1")));
        }
        action(input.putObject("action"));
        input.putObject("resource")
                .put("connector", "crm")
                .put("domain", "crm")
                .put("environment", "sandbox")
                .set("refs", refs());
        run(input.putObject("run"));
        if (random.nextInt(4) > 0) {
            input.set("record", members(recordFields));
        }
        if (random.nextInt(4) > 0) {
            input.set("facts", members(facts));
        }
        input.set("counters", counters());
        return new PolicyInput(spoiled(input));
    }

    private void subject(ObjectNode subject) {
        subject.put("kind", "workflow").put("id", "inbound-lead");
        subject.putArray("roles").add(pick(List.of("team_lead", "agent")));
        for (String scope : List.of("crm.read", "crm.write")) {
            if (random.nextInt(10) > 0) {
                subject.withArrayProperty("scopes").add(scope);
            }
        }
    }

    private void action(ObjectNode action) {
        action.put("tool", pick(tools)).put("effect", pick(List.of("READ", "KEYED", "IDEMPOTENT", "ONCE")));
        action.putArray("scopes").add(pick(List.of("crm.read", "crm.write", "crm.write.self")));
        action.put("data_class", "internal").put("undo", pick(List.of("auto", "manual", "none")));
        action.set("price", pick(values));
        action.set("arguments", members(arguments));
    }

    private ObjectNode refs() {
        ObjectNode refs = JSON.objectNode();
        refs.putArray("account").add(pick(List.of("acc-9", "acc-1")));
        refs.putArray("domain").add(pick(List.of("rival.example", "mail.rival.example", "new.example")));
        return refs;
    }

    private void run(ObjectNode run) {
        run.put("id", "01a1f82d-49c0-79be-85c5-f41a887e398f").put("owner", "dana");
        run.putObject("workflow")
                .put("id", "inbound-lead")
                .put("version", 1)
                .put("stage", pick(List.of("read_only", "limited_writes", "approvals", "scaled", "scaled")))
                .put("dry_run", random.nextInt(8) == 0)
                .put("data_class", "internal");
        run.put("step", random.nextInt(60)).put("writes", random.nextInt(10)).put("tainted", random.nextBoolean());
    }

    private ObjectNode members(Set<String> names) {
        ObjectNode members = JSON.objectNode();
        for (String name : names) {
            switch (random.nextInt(8)) {
                case 0 -> {}
                case 1 -> members.putArray(name).add(pick(values)).add(pick(values));
                default -> members.set(name, pick(values));
            }
        }
        return members;
    }

    private ObjectNode counters() {
        ObjectNode counters = JSON.objectNode();
        for (String limit : limits) {
            ObjectNode used = counters.putObject(limit);
            for (String key : List.of("all", "acc-9", "acc-1", "inbound-lead")) {
                used.put(key, random.nextInt(8) == 0 ? 1000 : random.nextInt(7));
            }
        }
        return counters;
    }

    /** Now and then one member, at any depth, is null, of another type, or not there. */
    private ObjectNode spoiled(ObjectNode input) {
        while (random.nextInt(ODD_ONE_IN) < 5) {
            ObjectNode at = input;
            while (!at.isEmpty()) {
                Map.Entry<String, JsonNode> member = new ArrayList<>(at.properties()).get(random.nextInt(at.size()));
                if (member.getValue() instanceof ObjectNode inner && !inner.isEmpty() && random.nextInt(4) > 0) {
                    at = inner;
                    continue;
                }
                spoil(at, member.getKey());
                break;
            }
        }
        return input;
    }

    private void spoil(ObjectNode at, String name) {
        switch (random.nextInt(6)) {
            case 0 -> at.remove(name);
            case 1 -> at.putNull(name);
            case 2 -> at.put(name, 7);
            case 3 -> at.put(name, "odd \u00e9\u4e16 \"text\"");
            case 4 -> at.putArray(name).add(1).addObject().put("x", true);
            default -> at.putObject(name).put("inner", 1.5);
        }
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
