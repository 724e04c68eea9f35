package dev.countersign.cli.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** A matrix of old and new answers as a table: a row for each old one. */
final class OutcomeTable {
    private static final List<String> OUTCOMES = List.of("permit", "require_approval", "deny", "indeterminate");

    private OutcomeTable() {}

    static List<String> lines(JsonNode matrix) {
        List<String> lines = new ArrayList<>();
        lines.add("%-18s%s".formatted("old \\ new", cells(OUTCOMES)));
        for (String from : OUTCOMES) {
            List<String> counts = OUTCOMES.stream()
                    .map(to -> Long.toString(matrix.path(from).path(to).asLong()))
                    .toList();
            lines.add("%-18s%s".formatted(from, cells(counts)));
        }
        return lines;
    }

    private static String cells(List<String> values) {
        StringBuilder row = new StringBuilder();
        values.forEach(value -> row.append("%17s".formatted(value)));
        return row.toString();
    }
}
