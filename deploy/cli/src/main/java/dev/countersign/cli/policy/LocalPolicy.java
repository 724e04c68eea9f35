package dev.countersign.cli.policy;

import com.fasterxml.jackson.databind.JsonNode;
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
import dev.countersign.policy.opa.WasmPolicyEngine;
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
        RuleBundle rules = folder.rules().isEmpty()
                ? DefaultBundle.load().rules()
                : read(folder, new BundleBuild(opa.get()).compile(folder, Optional.empty()));
        return open(folder, rules, data);
    }

    /**
     * Compiles the folder's rules and opens them once, as the orchestrator does before it takes them.
     *
     * @param inside data that go into the bundle; empty when it leaves them as they are
     * @throws Failure with a sentence for each thing that keeps these rules from deciding
     */
    static byte[] built(RuleFolder folder, Optional<JsonNode> inside, Opa opa) {
        byte[] archive = new BundleBuild(opa).compile(folder, inside);
        JsonNode data = inside.orElseGet(() -> DefaultBundle.load().data());
        open(folder, read(folder, archive), data).close();
        return archive;
    }

    private static PolicyDecisionPoint open(RuleFolder folder, RuleBundle rules, JsonNode data) {
        String digest = Objects.requireNonNull(rules.rulesDigest());
        try {
            return new WasmPolicyEngine(OpaWasmDecisionPoint.Settings.DEFAULT)
                    .open(rules, data, new PolicyRevision(REVISION, digest, PolicyData.digest(data)));
        } catch (DocumentInvalid invalid) {
            throw refused(folder, invalid);
        }
    }

    private static RuleBundle read(RuleFolder folder, byte[] archive) {
        try {
            return RuleBundle.read(archive);
        } catch (DocumentInvalid invalid) {
            throw refused(folder, invalid);
        }
    }

    private static Failure refused(RuleFolder folder, DocumentInvalid invalid) {
        return new Failure(
                ExitCode.REFUSED,
                "The rules of %s cannot decide:%s"
                        .formatted(folder.root(), DocumentFiles.sentences(invalid.problems())),
                invalid);
    }
}
