package dev.countersign.policy.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.policy.decision.Decision;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyTable;
import dev.countersign.policy.document.Documents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Every row of the shipped tables with its whole input and what was decided. */
record ShippedRows(List<Row> rows) {

    private static final Path TABLES = Path.of("src/main/resources/bundle/default/tests");

    record Row(String table, String name, JsonNode given, ObjectNode input, Decision decision) {

        String tool() {
            return input.path("action").path("tool").asText();
        }

        /** The rule that decided and all others that matched. */
        List<String> rules() {
            Optional<Decision.Ruling> ruling = ruling();
            return ruling.stream()
                    .flatMap(found -> Stream.concat(
                            Stream.of(found.ruleId()), found.reasons().stream().map(Decision.Reason::ruleId)))
                    .toList();
        }

        Optional<Decision.Ruling> ruling() {
            return switch (decision) {
                case Decision.Permit permit -> Optional.of(permit.ruling());
                case Decision.Deny deny -> Optional.of(deny.ruling());
                case Decision.RequireApproval approval -> Optional.of(approval.ruling());
                case Decision.Indeterminate indeterminate -> Optional.empty();
            };
        }

        private boolean shows(JsonNode result) {
            return decision instanceof Decision.Permit permit
                    && names(result.path("fields"))
                            .equals(new TreeSet<>(
                                    Optional.ofNullable(permit.obligations().fields())
                                            .orElse(List.of())))
                    && names(result.path("mask"))
                            .equals(new TreeSet<>(permit.obligations().mask()));
        }

        private static TreeSet<String> names(JsonNode array) {
            TreeSet<String> names = new TreeSet<>();
            array.forEach(name -> names.add(name.asText()));
            return names;
        }
    }

    static ShippedRows decidedBy(PolicyDecisionPoint point) {
        try (Stream<Path> files = Files.list(TABLES)) {
            return new ShippedRows(
                    files.sorted().flatMap(file -> decided(file, point)).toList());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Stream<Row> decided(Path file, PolicyDecisionPoint point) {
        try {
            PolicyTable table = PolicyTable.of(Documents.read(Files.readString(file, StandardCharsets.UTF_8), 1 << 20)
                    .getFirst());
            List<PolicyTable.Outcome> outcomes = table.run(point);
            return Stream.iterate(0, i -> i < outcomes.size(), i -> i + 1).map(i -> {
                PolicyTable.Case row = table.cases().get(i);
                return new Row(
                        file.getFileName().toString(),
                        row.name(),
                        row.given(),
                        table.input(row).json(),
                        outcomes.get(i).decision());
            });
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The first row that a guardrail decides; for a result the first whose obligations are its own. */
    Optional<Row> hit(Guardrail guardrail, JsonNode data) {
        if (guardrail.kind() == Guardrail.Kind.RESULT) {
            int place = Guardrails.describe(data).stream()
                    .filter(other -> other.kind() == Guardrail.Kind.RESULT)
                    .toList()
                    .indexOf(guardrail);
            return rows.stream()
                    .filter(row -> guardrail.tools().contains(row.tool()))
                    .filter(row -> row.shows(data.path("results").path(place)))
                    .findFirst();
        }
        return rows.stream()
                .filter(row -> row.rules().stream().findFirst().equals(Optional.of(guardrail.ruleId())))
                // What was counted says more than what could not be.
                .min(Comparator.comparing(row -> !row.input().at("/counters").has(guardrail.id())));
    }

    /** The first row about one of its tools that a guardrail lets pass. */
    Optional<Row> miss(Guardrail guardrail) {
        return rows.stream()
                .filter(row -> guardrail.tools().contains(row.tool()))
                .filter(row -> !(row.decision() instanceof Decision.Deny))
                .filter(row -> !row.rules().contains(guardrail.ruleId()))
                .findFirst();
    }
}
