package dev.countersign.cli.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.rules.Opa;
import dev.countersign.cli.rules.RegoReport;
import dev.countersign.cli.rules.RegoTests;
import dev.countersign.cli.rules.RuleFolder;
import dev.countersign.cli.rules.ShippedRules;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs everything that a folder says about policy against the rules and the data of that folder. No stack is needed. */
@Command(
        name = "test",
        description = {
            "Run the decision tables (PolicyTest) and the Rego tests below a folder, with coverage.",
            "Own rules (*.rego) are compiled beside the shipped ones, and the tables run against both."
        },
        mixinStandardHelpOptions = true)
final class PolicyTestCommand implements Callable<Integer> {
    @Mixin
    Common common = new Common();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE|DIR",
            description = "Default: the shipped policy.")
    @Nullable
    Path file;

    @Option(names = "--tables-only", description = "Leave out the Rego tests.")
    boolean tablesOnly;

    @Override
    public Integer call() {
        boolean shipped = file == null;
        RuleFolder folder = RuleFolder.read(file == null ? ShippedRules.folder() : file);
        List<PolicyTable> tables = folder.tables();
        boolean rego = !tablesOnly && (shipped || folder.hasRego());
        if (tables.isEmpty() && !rego) {
            throw new Failure(ExitCode.USAGE, "There is no PolicyTest and no Rego below " + folder.root() + ".");
        }
        ObjectNode data = LocalPolicy.data(folder);
        RegoReport report = rego ? rego(folder, data, shipped) : null;
        List<PolicyTable.Outcome> outcomes = outcomes(folder, data, tables);
        Coverage coverage = Coverage.of(folder, data, tables);
        boolean ok = outcomes.stream().allMatch(PolicyTable.Outcome::holds) && (report == null || report.holds());
        if (common.json()) {
            common.printJson(json(ok, outcomes, report, coverage));
        } else {
            show(outcomes);
            show(report);
        }
        if (!coverage.warnings().isEmpty()) {
            common.say(coverage.known());
            coverage.warnings().forEach(warning -> common.say("warning: " + warning));
        }
        return ok ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }

    private RegoReport rego(RuleFolder folder, ObjectNode data, boolean shipped) {
        RegoTests tests = new RegoTests(Opa.find(common::say));
        return shipped ? tests.shipped() : tests.own(folder, data);
    }

    private List<PolicyTable.Outcome> outcomes(RuleFolder folder, ObjectNode data, List<PolicyTable> tables) {
        List<PolicyTable.Outcome> outcomes = new ArrayList<>();
        if (!tables.isEmpty()) {
            try (PolicyDecisionPoint point = LocalPolicy.open(folder, data, () -> Opa.find(common::say))) {
                tables.forEach(table -> outcomes.addAll(table.run(point)));
            }
        }
        return outcomes;
    }

    private static ObjectNode json(
            boolean ok, List<PolicyTable.Outcome> outcomes, @Nullable RegoReport report, Coverage coverage) {
        ObjectNode result = Common.JSON.createObjectNode().put("ok", ok);
        ArrayNode cases = result.putArray("cases");
        for (PolicyTable.Outcome outcome : outcomes) {
            ObjectNode shown = cases.addObject()
                    .put("table", outcome.table())
                    .put("name", outcome.name())
                    .put("ok", outcome.holds());
            outcome.differences().forEach(shown.putArray("differences")::add);
        }
        result.set("rego", report == null ? null : report.json());
        coverage.warnings().forEach(result.putArray("warnings")::add);
        return result.put("effects_known_from", coverage.known());
    }

    private void show(List<PolicyTable.Outcome> outcomes) {
        for (PolicyTable.Outcome outcome : outcomes) {
            common.print("%s  %s: %s".formatted(outcome.holds() ? "ok  " : "FAIL", outcome.table(), outcome.name()));
            outcome.differences().forEach(difference -> common.print("        " + difference));
        }
    }

    /** Of Rego tests only what failed: they are many, and their names say little without the file. */
    private void show(@Nullable RegoReport report) {
        if (report == null) {
            return;
        }
        for (RegoReport.Test test : report.tests()) {
            if (test.result() == RegoReport.Result.FAILED) {
                common.print("FAIL  %s:%d: %s".formatted(test.file(), test.row(), test.name()));
                test.detail().lines().forEach(line -> common.print("        " + line));
            }
        }
        common.print((report.holds() ? "ok    " : "FAIL  ") + report.summary());
        for (RegoReport.Coverage file : report.coverage()) {
            if (!file.notCovered().isEmpty()) {
                common.print("        %s: no test runs line %s"
                        .formatted(file.file(), String.join(", ", file.notCovered())));
            }
        }
    }
}
