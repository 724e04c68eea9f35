package dev.countersign.cli.rules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs {@code opa test}, with coverage: over our rules, or over a company's own beside ours. */
public final class RegoTests {
    private final Opa opa;

    public RegoTests(Opa opa) {
        this.opa = opa;
    }

    /** The shipped rules by their own tests. */
    public RegoReport shipped() {
        try (Staging staging = Staging.withShippedRules()) {
            staging.copy(ShippedRules.tests(), Staging.rego(ShippedRules.tests()), "tests");
            return run(staging, Staging.OURS, List.of(Staging.OURS, "tests"));
        }
    }

    /**
     * A company's own rules by its own tests, beside ours.
     *
     * @param data what the tests find as the policy data
     */
    public RegoReport own(RuleFolder folder, JsonNode data) {
        try (Staging staging = Staging.withShippedRules()) {
            staging.copy(folder.root(), folder.rules(), Staging.OWN);
            staging.copy(folder.root(), folder.tests(), Staging.OWN);
            staging.data(data);
            return run(staging, Staging.OWN, staging.contents());
        }
    }

    private RegoReport run(Staging staging, String covered, List<String> contents) {
        List<RegoReport.Test> tests = new ArrayList<>();
        answer(staging, List.of("test", "--format", "json"), contents).forEach(test -> tests.add(test(test, covered)));
        RegoReport report = new RegoReport(tests, List.of());
        if (!report.holds()) {
            return report;
        }
        List<RegoReport.Coverage> coverage = new ArrayList<>();
        JsonNode files = answer(staging, List.of("test", "--coverage", "--format", "json"), contents)
                .path("files");
        for (Map.Entry<String, JsonNode> file : files.properties()) {
            String name = file.getKey();
            if (name.startsWith(covered + "/") && !name.endsWith("_test.rego")) {
                coverage.add(coverage(name.substring(covered.length() + 1), file.getValue()));
            }
        }
        return new RegoReport(tests, coverage);
    }

    /** No test at all is an empty answer, and no error. */
    private JsonNode answer(Staging staging, List<String> command, List<String> contents) {
        List<String> arguments = new ArrayList<>(command);
        arguments.addAll(contents);
        Opa.Said said = opa.run(staging.root(), arguments);
        try {
            JsonNode answer = Common.JSON.readTree(said.out());
            if (answer.isContainerNode() && !answer.has("errors")) {
                return answer;
            }
            if (said.exitCode() == 0) {
                return Common.JSON.createArrayNode();
            }
        } catch (JsonProcessingException notJson) {
            // Then it is what opa says to people.
        }
        throw new Failure(ExitCode.CHECK_FAILED, "The Rego does not compile:\n" + (said.err() + said.out()).strip());
    }

    private static RegoReport.Test test(JsonNode test, String covered) {
        String file = test.at("/location/file").asText();
        return new RegoReport.Test(
                file.startsWith(covered + "/") ? file.substring(covered.length() + 1) : file,
                test.at("/location/row").asInt(),
                test.path("name").asText(),
                result(test),
                test.at("/error/message").asText(test.path("output").asText("")));
    }

    private static RegoReport.Result result(JsonNode test) {
        if (test.path("skip").asBoolean()) {
            return RegoReport.Result.SKIPPED;
        }
        return test.path("fail").asBoolean() || test.hasNonNull("error")
                ? RegoReport.Result.FAILED
                : RegoReport.Result.PASSED;
    }

    private static RegoReport.Coverage coverage(String name, JsonNode file) {
        Set<String> missed = new LinkedHashSet<>();
        for (JsonNode range : file.path("not_covered")) {
            int first = range.at("/start/row").asInt();
            int last = range.at("/end/row").asInt();
            missed.add(first == last ? "" + first : first + "-" + last);
        }
        int covered = file.path("covered_lines").asInt();
        return new RegoReport.Coverage(
                name, covered, covered + file.path("not_covered_lines").asInt(), List.copyOf(missed));
    }
}
