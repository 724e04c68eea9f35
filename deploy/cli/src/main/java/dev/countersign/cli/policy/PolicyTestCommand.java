package dev.countersign.cli.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.registry.DocumentFiles;
import dev.countersign.policy.bundle.DefaultBundle;
import dev.countersign.policy.bundle.PolicyData;
import dev.countersign.policy.decision.PolicyRevision;
import dev.countersign.policy.decision.PolicyTable;
import dev.countersign.policy.document.DocumentInvalid;
import dev.countersign.policy.opa.OpaWasmDecisionPoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs every decision table below a folder against the rules and the data of that folder. No stack is needed. */
@Command(
        name = "test",
        description = "Run the decision tables (PolicyTest) below a folder.",
        mixinStandardHelpOptions = true)
final class PolicyTestCommand implements Callable<Integer> {
    @Mixin
    Common common = new Common();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE|DIR",
            description = "Default: the shipped policy.")
    Path file = Common.repository().resolve("policy/src/main/resources/bundle/default");

    @Override
    public Integer call() {
        List<DocumentFiles.Source> sources = DocumentFiles.read(file);
        List<PolicyTable> tables = sources.stream()
                .filter(source -> source.kind().equals("PolicyTest"))
                .map(PolicyTestCommand::table)
                .toList();
        if (tables.isEmpty()) {
            throw new Failure(ExitCode.USAGE, "There is no PolicyTest below " + file + ".");
        }
        List<PolicyTable.Outcome> outcomes = new ArrayList<>();
        DefaultBundle shipped = DefaultBundle.load();
        ObjectNode data = data(shipped, sources);
        PolicyRevision revision = new PolicyRevision("test", shipped.rulesDigest(), PolicyData.digest(data));
        try (OpaWasmDecisionPoint point = OpaWasmDecisionPoint.open(shipped.wasm(), data, revision)) {
            tables.forEach(table -> outcomes.addAll(table.run(point)));
        }
        show(outcomes);
        return outcomes.stream().allMatch(PolicyTable.Outcome::holds) ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }

    private static ObjectNode data(DefaultBundle shipped, List<DocumentFiles.Source> sources) {
        ObjectNode data = PolicyData.bare(shipped.data());
        for (DocumentFiles.Source source : sources) {
            if (source.kind().equals("PolicyData")) {
                data = PolicyData.merge(data, source.document());
            }
        }
        return data;
    }

    private static PolicyTable table(DocumentFiles.Source source) {
        try {
            return PolicyTable.of(source.document());
        } catch (DocumentInvalid invalid) {
            throw new Failure(ExitCode.REFUSED, source.file() + ": " + invalid.getMessage(), invalid);
        }
    }

    private void show(List<PolicyTable.Outcome> outcomes) {
        if (common.json()) {
            ObjectNode result = Common.JSON.createObjectNode();
            result.put("ok", outcomes.stream().allMatch(PolicyTable.Outcome::holds));
            ArrayNode cases = result.putArray("cases");
            for (PolicyTable.Outcome outcome : outcomes) {
                ObjectNode shown = cases.addObject()
                        .put("table", outcome.table())
                        .put("name", outcome.name())
                        .put("ok", outcome.holds());
                outcome.differences().forEach(shown.putArray("differences")::add);
            }
            common.printJson(result);
            return;
        }
        for (PolicyTable.Outcome outcome : outcomes) {
            common.print("%s  %s: %s".formatted(outcome.holds() ? "ok  " : "FAIL", outcome.table(), outcome.name()));
            outcome.differences().forEach(difference -> common.print("        " + difference));
        }
    }
}
