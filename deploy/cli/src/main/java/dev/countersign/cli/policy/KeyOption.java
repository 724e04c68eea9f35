package dev.countersign.cli.policy;

import dev.countersign.cli.Common;
import dev.countersign.cli.rules.SigningKey;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which key signs what this command builds. */
final class KeyOption {
    @Option(
            names = "--key",
            paramLabel = "FILE",
            description =
                    "Private Ed25519 key (PEM) to sign with (default: the local stack's, keys/policy-signing.pem).")
    @Nullable
    Path key;

    SigningKey read(Common common) {
        return SigningKey.read(key == null ? common.folder().root().resolve("keys/policy-signing.pem") : key);
    }
}
