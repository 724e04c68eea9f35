package dev.countersign.cli.rules;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/**
 * What {@code opa test} found.
 *
 * @param coverage of the rules that were tested; empty when a test failed, since then it says nothing
 */
public record RegoReport(List<Test> tests, List<Coverage> coverage) {
    public RegoReport {
        tests = List.copyOf(tests);
        coverage = List.copyOf(coverage);
    }

    /** How a test ended. */
    public enum Result {
        PASSED,
        FAILED,
        SKIPPED
    }

    /** @param detail what opa says about a failure, empty otherwise */
    public record Test(String file, int row, String name, Result result, String detail) {}

    /** @param notCovered lines that no test ran, each as {@code 12} or {@code 12-15} */
    public record Coverage(String file, int coveredLines, int lines, List<String> notCovered) {
        public Coverage {
            notCovered = List.copyOf(notCovered);
        }

        double percent() {
            return RegoReport.percent(coveredLines, lines);
        }
    }

    private static double percent(int covered, int lines) {
        return lines == 0 ? 100 : Math.floor(covered * 1000.0 / lines) / 10;
    }

    public boolean holds() {
        return tests.stream().noneMatch(test -> test.result() == Result.FAILED);
    }

    public long count(Result result) {
        return tests.stream().filter(test -> test.result() == result).count();
    }

    /** Of all rules together, rounded down to a tenth. */
    public double percent() {
        return percent(
                coverage.stream().mapToInt(Coverage::coveredLines).sum(),
                coverage.stream().mapToInt(Coverage::lines).sum());
    }

    /** One line, for a person. */
    public String summary() {
        String tested = "rego: %d passed, %d failed".formatted(count(Result.PASSED), count(Result.FAILED));
        if (count(Result.SKIPPED) > 0) {
            tested += ", %d skipped".formatted(count(Result.SKIPPED));
        }
        return coverage.isEmpty() ? tested : tested + String.format(Locale.ROOT, "; coverage %.1f %%", percent());
    }

    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("ok", holds())
                .put("passed", count(Result.PASSED))
                .put("failed", count(Result.FAILED))
                .put("skipped", count(Result.SKIPPED));
        if (coverage.isEmpty()) {
            json.putNull("coverage");
        } else {
            json.put("coverage", percent());
        }
        ArrayNode shown = json.putArray("tests");
        for (Test test : tests) {
            ObjectNode one = shown.addObject()
                    .put("file", test.file())
                    .put("row", test.row())
                    .put("name", test.name())
                    .put("result", test.result().name().toLowerCase(Locale.ROOT));
            if (!test.detail().isEmpty()) {
                one.put("detail", test.detail());
            }
        }
        ArrayNode files = json.putArray("files");
        for (Coverage file : coverage) {
            ObjectNode one = files.addObject().put("file", file.file()).put("coverage", file.percent());
            file.notCovered().forEach(one.putArray("not_covered")::add);
        }
        return json;
    }
}
