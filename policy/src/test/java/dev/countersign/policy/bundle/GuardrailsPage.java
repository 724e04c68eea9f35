package dev.countersign.policy.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.policy.bundle.Guardrail.Kind;
import dev.countersign.policy.decision.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The page {@code docs/reference/guardrails.md}. */
final class GuardrailsPage {

    private static final String HEAD = """
            # Shipped guardrails

            What Countersign ships, in plain words, with an input that each one decides. All of it is data: a company edits
            [data.yaml](../../policy/src/main/resources/bundle/default/data.yaml) by `./countersign apply -f FILE` or
            `PUT /api/policy/data`, and no code. A tool that the data does not name is denied.

            An example is a row of the [tables](../../policy/src/main/resources/bundle/default/tests) that
            `./countersign policy test` runs: what it says is laid over the defaults of its file as a JSON Merge Patch. Of
            several guardrails that match, the strictest decides: deny, then require_approval, then permit.

            This page is made from the data and the tables:
            `./mvnw -pl policy -am test -Dtest=GuardrailsPageTest -Dsurefire.failIfNoSpecifiedTests=false -Dcountersign.docs.write=true`.
            """;
    private static final Pattern TEMPLATE = Pattern.compile("\\$\\{([a-z]+)(?:\\.([A-Za-z0-9_]+))?}");
    private static final Map<String, String> ROOTS =
            Map.of("arguments", "/action/arguments", "before", "/record", "facts", "/facts", "refs", "/resource/refs");

    private final JsonNode data;
    private final ShippedRows rows;
    private final StringBuilder page = new StringBuilder(HEAD);

    private GuardrailsPage(JsonNode data, ShippedRows rows) {
        this.data = data;
        this.rows = rows;
    }

    static String of(JsonNode data, ShippedRows rows) {
        GuardrailsPage page = new GuardrailsPage(data, rows);
        List<Guardrail> shipped = Guardrails.describe(data);
        page.section("Always there", "Not data: nobody can switch these off.", Guardrails.always());
        page.section(
                "Conditions",
                "`guards`: when all conditions hold, or nobody knows whether they do.",
                of(shipped, Kind.GUARD));
        page.section(
                "Limits",
                "`limits`: counted in fixed windows (UTC), reserved with the decision, given back when the call is not sent.",
                of(shipped, Kind.LIMIT));
        page.section(
                "Duplicates",
                "`dedupe`: compared after Unicode normalisation, without case and outer spaces.",
                of(shipped, Kind.DUPLICATE));
        page.section("What a model sees", "`results`: property names at any depth.", of(shipped, Kind.RESULT));
        page.section("Tools that always ask", "`tools` with the mode `require_approval`.", modes(shipped, data, true));
        page.permitted(modes(shipped, data, false));
        return page.page.toString();
    }

    private static List<Guardrail> of(List<Guardrail> all, Kind kind) {
        return all.stream().filter(guardrail -> guardrail.kind() == kind).toList();
    }

    private static List<Guardrail> modes(List<Guardrail> all, JsonNode data, boolean asks) {
        return of(all, Kind.MODE).stream()
                .filter(guardrail -> asks
                        == !data.path("tools")
                                .path(guardrail.id())
                                .path("mode")
                                .asText()
                                .equals("permit"))
                .toList();
    }

    /** Whether a guardrail names a list that is empty, so that nothing can hit it until somebody fills the list. */
    static boolean isSwitchedOff(Guardrail guardrail, JsonNode data) {
        for (JsonNode guard : data.path("guards")) {
            if (guardrail.kind() == Kind.GUARD && guard.path("id").asText().equals(guardrail.id())) {
                for (JsonNode condition : guard.path("when")) {
                    JsonNode list =
                            data.path("lists").path(condition.path("list").asText());
                    if (list.isArray() && list.isEmpty()) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private void section(String title, String about, List<Guardrail> guardrails) {
        page.append("\n## ").append(title).append("\n").append(about).append("\n");
        for (Guardrail guardrail : guardrails) {
            page.append("\n### `").append(guardrail.id()).append("`\n");
            page.append(guardrail.sentence()).append("\n");
            if (isSwitchedOff(guardrail, data)) {
                page.append("Switched off as shipped: the list that it names is empty.\n");
            }
            rows.hit(guardrail, data).ifPresent(row -> example("Hit", row));
            if (guardrail.kind() != Kind.BUILTIN && guardrail.kind() != Kind.MODE && guardrail.kind() != Kind.RESULT) {
                rows.miss(guardrail).ifPresent(row -> example("Miss", row));
            }
        }
    }

    private void permitted(List<Guardrail> tools) {
        page.append("\n## Tools that are permitted\nUnless something above says otherwise.\n\n");
        page.append(tools.stream().map(tool -> "`" + tool.id() + "`").collect(Collectors.joining(", ")))
                .append("\n");
    }

    private void example(String word, ShippedRows.Row row) {
        String given = row.given().isEmpty() || row.given().isMissingNode() ? "the defaults" : "`" + row.given() + "`";
        page.append("- ")
                .append(word)
                .append(", “")
                .append(row.name())
                .append("” in [")
                .append(row.table().replace(".yaml", ""))
                .append("](../../policy/src/main/resources/bundle/default/tests/")
                .append(row.table())
                .append("): ")
                .append(given)
                .append(" → ")
                .append(answer(row))
                .append("\n");
    }

    private static String answer(ShippedRows.Row row) {
        List<String> words = new ArrayList<>();
        switch (row.decision()) {
            case Decision.Permit permit -> words.add("`permit`");
            case Decision.Deny deny -> words.add("`deny` " + deny.refusal());
            case Decision.RequireApproval approval ->
                words.add("`require_approval` " + approval.terms().tier() + " of "
                        + String.join(", ", approval.terms().groups()));
            case Decision.Indeterminate indeterminate -> words.add("`indeterminate`");
        }
        Optional<Decision.Ruling> ruling = row.ruling();
        ruling.ifPresent(found -> words.add("by `" + found.ruleId() + "`: " + rendered(found.because(), row) + "."));
        return String.join(" ", words);
    }

    private static String rendered(String because, ShippedRows.Row row) {
        return TEMPLATE.matcher(because).replaceAll(found -> {
            JsonNode value = found.group(1).equals("price")
                    ? row.input().at("/action/price")
                    : row.input().at(ROOTS.get(found.group(1)) + "/" + found.group(2));
            List<String> texts = new ArrayList<>();
            if (value.isArray()) {
                value.forEach(element -> texts.add(element.asText()));
            } else {
                texts.add(value.isMissingNode() || value.isNull() ? "—" : value.asText());
            }
            return String.join(", ", texts);
        });
    }
}
