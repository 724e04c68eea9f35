package dev.countersign.policy.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.policy.document.Problem;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What a schema cannot say: which members belong together, and what must exist elsewhere in the document. */
final class MeaningCheck {

    private static final Pattern DURATION =
            Pattern.compile("P(?=.)([0-9]{1,5}D)?(T(?=.)([0-9]{1,6}H)?([0-9]{1,7}M)?([0-9]{1,9}S)?)?");
    private static final Set<String> OF_LISTS = Set.of("in", "not_in", "none_in");

    private final JsonNode data;
    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();

    MeaningCheck(JsonNode data) {
        this.data = data;
    }

    List<Problem> problems() {
        for (Map.Entry<String, JsonNode> mode : data.path("tools").properties()) {
            String pointer = "/tools/" + mode.getKey().replace("~", "~0").replace("/", "~1");
            approval(pointer, mode.getValue(), List.of("tier", "groups", "title", "because"));
        }
        each("limits", this::limit);
        each("guards", this::guard);
        each("dedupe", (pointer, entry) -> {});
        return problems;
    }

    private interface EntryCheck {
        void check(String pointer, JsonNode entry);
    }

    private void each(String kind, EntryCheck check) {
        int i = 0;
        for (JsonNode entry : data.path(kind)) {
            String pointer = "/" + kind + "/" + i++;
            String id = entry.path("id").asText();
            // One name space: a rule_id and a counter must each mean one entry.
            if (!ids.add(id)) {
                add(pointer + "/id", id, "Choose another id: a limit, guard or dedupe entry has this one already.");
            }
            check.check(pointer, entry);
        }
    }

    private void approval(String pointer, JsonNode entry, List<String> needed) {
        if (!entry.path("mode").asText().equals("require_approval")) {
            return;
        }
        for (String name : needed) {
            if (!entry.has(name)) {
                add(pointer + "/" + name, "nothing", "Add " + name + ": require_approval needs it.");
            }
        }
    }

    private void limit(String pointer, JsonNode limit) {
        JsonNode key = limit.path("key");
        boolean ofRun = key.asText().equals("run");
        for (JsonNode part : key) {
            ofRun |= part.asText().equals("run");
        }
        if (ofRun && limit.has("window")) {
            add(
                    pointer + "/window",
                    limit.path("window").asText(),
                    "Remove window: a limit with the key run lasts as long as the run.");
        }
        if (!ofRun && !limit.has("window")) {
            add(pointer + "/window", "nothing", "Add window: PT1M, PT1H, P1D or P7D.");
        }
    }

    private void guard(String pointer, JsonNode guard) {
        approval(pointer, guard, List.of("tier", "groups"));
        int i = 0;
        for (JsonNode condition : guard.path("when")) {
            condition(pointer + "/when/" + i++, condition);
        }
    }

    private void condition(String pointer, JsonNode condition) {
        String op = condition.path("op").asText();
        long sides = List.of("to", "to_value", "list").stream()
                .filter(condition::has)
                .count();
        if (op.equals("missing")) {
            if (sides > 0 || condition.has("at")) {
                add(pointer, op, "Remove what it is compared with: missing compares with nothing.");
            }
            return;
        }
        if (sides != 1) {
            add(pointer, op, "Give exactly one of to, to_value and list.");
            return;
        }
        if (condition.has("list")) {
            list(pointer, condition, op);
        } else if (condition.has("at")) {
            add(pointer + "/at", condition.path("at").asText(), "Remove at, or look up in a list.");
        }
        if (condition.has("to")) {
            to(pointer + "/to", condition.path("to"), op);
        }
    }

    private void list(String pointer, JsonNode condition, String op) {
        String name = condition.path("list").asText();
        JsonNode list = data.path("lists").path(name);
        if (!OF_LISTS.contains(op)) {
            add(pointer + "/list", name, "Use in, not_in or none_in with a list.");
        }
        if (list.isMissingNode()) {
            add(pointer + "/list", name, "Add the list under lists, or correct its name.");
        } else if (list.isObject() && !condition.has("at")) {
            add(pointer + "/at", "nothing", "Add at: " + name + " is a map of lists.");
        } else if (list.isArray() && condition.has("at")) {
            add(pointer + "/at", condition.path("at").asText(), "Remove at: " + name + " is one list.");
        }
    }

    private void to(String pointer, JsonNode to, String op) {
        boolean fits =
                switch (op) {
                    case "in", "not_in", "none_in" -> to.isArray();
                    case "gt", "lt" -> to.isNumber() || isTime(to.asText());
                    case "older_than" ->
                        to.isTextual() && DURATION.matcher(to.asText()).matches();
                    default -> !to.isArray();
                };
        if (!fits) {
            add(
                    pointer,
                    to.toString(),
                    switch (op) {
                        case "in", "not_in", "none_in" -> "Write a list here.";
                        case "gt", "lt" -> "Write a number here, or a time such as 2026-11-20T09:00:00Z.";
                        case "older_than" ->
                            "Write an ISO 8601 duration of days, hours, minutes and seconds, such as P7D.";
                        default -> "Write one value here, or use in.";
                    });
        }
    }

    private static boolean isTime(String text) {
        try {
            OffsetDateTime.parse(text);
            return true;
        } catch (DateTimeException notOne) {
            return false;
        }
    }

    private void add(String pointer, String value, String fix) {
        problems.add(new Problem(pointer, value, fix));
    }
}
