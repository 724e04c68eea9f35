package dev.countersign.cli.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compiles the shipped rules with a company's own into one bundle. The same input gives the same bytes. */
public final class BundleBuild {
    private final Opa opa;

    public BundleBuild(Opa opa) {
        this.opa = opa;
    }

    /**
     * A bundle of both, tests left out.
     *
     * @param data put into the bundle as the whole policy data; empty for a bundle that leaves the data as they are
     * @throws Failure with what opa says when the rules do not compile
     */
    public byte[] compile(RuleFolder folder, Optional<JsonNode> data) {
        try (Staging staging = Staging.withShippedRules()) {
            staging.copy(folder.root(), folder.rules(), Staging.OWN);
            data.ifPresent(staging::data);
            List<String> arguments = new ArrayList<>(List.of(
                    "build",
                    "--target",
                    "wasm",
                    "--capabilities",
                    ShippedRules.capabilities().toString(),
                    "--output",
                    "bundle.tar.gz"));
            ShippedRules.entryPoints().forEach(name -> arguments.addAll(List.of("--entrypoint", name)));
            arguments.addAll(staging.contents());
            Opa.Said said = opa.run(staging.root(), arguments);
            if (said.exitCode() != 0) {
                throw new Failure(
                        ExitCode.REFUSED,
                        "The rules of %s do not compile:\n%s"
                                .formatted(folder.root(), (said.err() + said.out()).strip()));
            }
            return staging.read("bundle.tar.gz");
        }
    }
}
