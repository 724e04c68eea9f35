package dev.countersign.cli.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.registry.DocumentFiles;
import dev.countersign.cli.rules.Opa;
import dev.countersign.cli.rules.RuleFolder;
import dev.countersign.cli.rules.SigningKey;
import dev.countersign.policy.bundle.PolicyData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compiles the shipped rules with a company's own, and signs the bundle. No stack is needed, only a key. */
@Command(
        name = "build",
        description = {
            "Compile the shipped rules with the own rules (*.rego) of a folder into a bundle, and sign it.",
            "A data.yaml in the folder becomes the whole policy data; without one the data stay as they are."
        },
        mixinStandardHelpOptions = true)
final class BuildCommand implements Callable<Integer> {
    @Mixin
    Common common = new Common();

    @Mixin
    KeyOption key = new KeyOption();

    @Parameters(paramLabel = "DIR", description = "Folder of own rules; tests (*_test.rego) are left out.")
    Path folder = Path.of("");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The bundle; its signature goes beside it as FILE.sig (default: DIR's name and .tar.gz).")
    @Nullable
    Path output;

    @Override
    public Integer call() {
        if (!Files.isDirectory(folder)) {
            throw new Failure(ExitCode.USAGE, folder + " is no folder. Name the one that holds the own rules.");
        }
        SigningKey signing = key.read(common);
        RuleFolder rules = RuleFolder.read(folder);
        Optional<JsonNode> data =
                rules.wholeData().map(whole -> rules.data(PolicyData.bare(Common.JSON.createObjectNode())));
        if (data.isEmpty()) {
            rules.documents("PolicyData").stream()
                    .map(DocumentFiles.Source::file)
                    .distinct()
                    .forEach(file -> common.say(
                            "%s changes the data and is not in the bundle: activate the folder itself, or apply the file."
                                    .formatted(file)));
        }
        byte[] bundle = LocalPolicy.built(rules, data, Opa.find(common::say));
        Path file = output == null ? Path.of(folder.toAbsolutePath().normalize().getFileName() + ".tar.gz") : output;
        Path signature = file.resolveSibling(file.getFileName() + ".sig");
        write(file, bundle);
        write(signature, (signing.sign(bundle) + "\n").getBytes(StandardCharsets.US_ASCII));
        show(file, signature, rules, data.isPresent(), bundle.length);
        return ExitCode.OK;
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private void show(Path file, Path signature, RuleFolder rules, boolean data, int bytes) {
        if (common.json()) {
            common.printJson(Common.JSON
                    .createObjectNode()
                    .put("bundle", file.toString())
                    .put("signature", signature.toString())
                    .put("own_rules", rules.rules().size())
                    .put("data", data)
                    .put("bytes", bytes));
            return;
        }
        common.print("%s: %d bytes, files of own rules: %d, %s; signature: %s"
                .formatted(file, bytes, rules.rules().size(), data ? "with data" : "data stay as they are", signature));
    }
}
