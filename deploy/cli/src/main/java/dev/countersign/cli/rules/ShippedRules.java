package dev.countersign.cli.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Our own rules as this checkout has them: sources, tests, what they may use, and which questions they answer. */
public final class ShippedRules {
    private ShippedRules() {}

    /** The folder of the shipped data and decision tables. */
    public static Path folder() {
        return policy().resolve("src/main/resources/bundle/default");
    }

    static Path sources() {
        return present(policy().resolve("src/main/rego"));
    }

    static Path tests() {
        return present(policy().resolve("src/test/rego"));
    }

    /** The builtins that compile into Wasm: any other is an error when a bundle is built, not in production. */
    static Path capabilities() {
        return present(policy().resolve("capabilities.json"));
    }

    /** The entry points, as {@code build-bundle} compiled them. */
    static List<String> entryPoints() {
        Path file = present(folder().resolve("bundle.json"));
        try {
            List<String> names = new ArrayList<>();
            for (JsonNode name : Common.JSON.readTree(file.toFile()).path("entrypoints")) {
                names.add(name.asText());
            }
            return names;
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Path policy() {
        return Common.repository().resolve("policy");
    }

    private static Path present(Path path) {
        if (!Files.exists(path)) {
            throw new Failure(ExitCode.USAGE, path + " is missing. Rules are built in a checkout of Countersign.");
        }
        return path;
    }
}
