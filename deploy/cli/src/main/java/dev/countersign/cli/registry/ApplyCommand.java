package dev.countersign.cli.registry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Registers connectors, policy and workflows from files. */
@Command(
        name = "apply",
        description = "Register connectors, then policy, then workflows.",
        mixinStandardHelpOptions = true)
public final class ApplyCommand implements Callable<Integer> {
    @Mixin
    Common common = new Common();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE|DIR",
            required = true,
            description = "YAML or JSON; a folder is read whole.")
    Path file = Path.of("");

    @Option(names = "--dry-run", description = "Validate everything, change nothing.")
    boolean dryRun;

    @Override
    public Integer call() {
        List<DocumentFiles.Source> sources = DocumentFiles.read(file);
        List<Registration.Applied> applied = new Registration(common.api(), dryRun).apply(sources);
        if (common.json()) {
            common.printJson(json(applied));
            return ExitCode.OK;
        }
        for (Registration.Applied one : applied) {
            common.print("%-10s %-24s %-6s %s".formatted(one.kind(), one.id(), one.version(), word(one.status())));
        }
        return ExitCode.OK;
    }

    private static String word(Registration.Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    private static ObjectNode json(List<Registration.Applied> applied) {
        ObjectNode result = Common.JSON.createObjectNode();
        ArrayNode items = result.putArray("applied");
        for (Registration.Applied one : applied) {
            ObjectNode item = items.addObject().put("kind", one.kind()).put("id", one.id());
            String version = one.version();
            // A policy revision is text, the version of a document is a number.
            if (version != null && !one.kind().equals("PolicyData") && version.matches("\\d{1,9}")) {
                item.put("version", Integer.parseInt(version));
            } else {
                item.put("version", version);
            }
            item.put("status", word(one.status()));
        }
        return result;
    }
}
