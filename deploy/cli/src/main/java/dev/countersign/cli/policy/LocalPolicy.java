package dev.countersign.cli.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.registry.DocumentFiles;
import dev.countersign.cli.rules.BundleBuild;
import dev.countersign.cli.rules.Opa;
import dev.countersign.cli.rules.RuleFolder;
import dev.countersign.policy.bundle.DefaultBundle;
import dev.countersign.policy.bundle.PolicyData;
import dev.countersign.policy.bundle.RuleBundle;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyRevision;
import dev.countersign.policy.document.DocumentInvalid;
import dev.countersign.policy.opa.OpaWasmDecisionPoint;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A folder's rules and data as they would decide, without a stack: its own rules compiled beside the shipped ones, its
 * data laid over the shipped data.
 */
final class LocalPolicy {
    private static final String REVISION = "test";

    private LocalPolicy() {}

    /** The data that decide: those of the folder over the shipped ones. */
    static ObjectNode data(RuleFolder folder) {
        return folder.data(DefaultBundle.load().data());
    }

    /**
     * Opens it.
     *
     * @param opa asked for only when the folder has rules of its own
     */
    static PolicyDecisionPoint open(RuleFolder folder, ObjectNode data, Supplier<Opa> opa) {
        DefaultBundle shipped = DefaultBundle.load();
        byte[] wasm = shipped.wasm();
        String digest = shipped.rulesDigest();
        if (!folder.rules().isEmpty()) {
            RuleBundle built = read(folder, new BundleBuild(opa.get()).compile(folder, Optional.empty()));
            wasm = Objects.requireNonNull(built.wasm());
            digest = Objects.requireNonNull(built.rulesDigest());
        }
        return OpaWasmDecisionPoint.open(wasm, data, new PolicyRevision(REVISION, digest, PolicyData.digest(data)));
    }

    private static RuleBundle read(RuleFolder folder, byte[] archive) {
        try {
            return RuleBundle.read(archive);
        } catch (DocumentInvalid invalid) {
            throw new Failure(
                    ExitCode.REFUSED,
                    folder.root() + " makes no bundle:" + DocumentFiles.sentences(invalid.problems()),
                    invalid);
        }
    }
}
