package dev.countersign.orchestrator.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.policy.bundle.PolicyData;
import dev.countersign.policy.bundle.RuleBundle;
import dev.countersign.policy.decision.PolicyRevision;
import dev.countersign.policy.document.DocumentInvalid;
import dev.countersign.policy.document.Problem;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * How people change policy (ADR 0014): propose data or a signed bundle, activate a proposal, go back to an older
 * revision. Everything is checked when it is proposed and again when it is activated; what fails leaves the active
 * revision as it is. Blocks about a second; virtual threads only.
 */
@Singleton
public class PolicyChanges {
    private static final Logger LOG = Logger.getLogger(PolicyChanges.class);
    /** How often a change that is not bound to what is active is tried when others are faster. */
    private static final int TRIES = 5;

    private final ActivePolicy policy;
    private final Revisions revisions;
    private final RevisionLog log;
    private final RuleStore rules;
    private final Engines engines;
    private final SigningKeys keys;
    private final boolean fourEyes;

    PolicyChanges(
            ActivePolicy policy,
            Revisions revisions,
            RevisionLog log,
            RuleStore rules,
            Engines engines,
            SigningKeys keys,
            PolicyConfig config) {
        this.policy = policy;
        this.revisions = revisions;
        this.log = log;
        this.rules = rules;
        this.engines = engines;
        this.keys = keys;
        this.fourEyes = config.fourEyes();
    }

    /** What came of a change. */
    public sealed interface Change {
        /** Written down; somebody has to activate it. */
        record Proposed(PolicyRevision revision) implements Change {}

        /** Active: no decision that begins from now on uses an older one. */
        record Active(PolicyRevision revision) implements Change {}

        /** Somebody else was first; {@code current} is what is active. */
        record Moved(String current, @Nullable String basedOn) implements Change {}

        /** There is no such revision. */
        record Unknown() implements Change {}

        /** Whoever proposed a change does not activate it. */
        record SelfApproval(String proposedBy) implements Change {}
    }

    /**
     * Replaces the data: at once where one person is enough, otherwise as a proposal.
     *
     * @param expected the revision that the caller changed
     * @throws DocumentInvalid when these data cannot become active
     */
    public Change replaceData(JsonNode data, String expected, String by) {
        check(data);
        Optional<Revisions.Stored> base =
                revisions.active().filter(active -> active.revision().name().equals(expected));
        if (base.isEmpty()) {
            return moved(expected);
        }
        RuleBundle same = revisions.rules(base.get());
        var revision = new PolicyRevision(log.number(), base.get().revision().rulesDigest(), PolicyData.digest(data));
        if (fourEyes) {
            engines.inProcess().open(same, data, revision).close();
            return log.propose(revision, data, expected, by, null) ? new Change.Proposed(revision) : moved(expected);
        }
        return policy.activate(same, data, revision, () -> log.replace(revision, data, expected, null, by))
                ? new Change.Active(revision)
                : moved(expected);
    }

    /**
     * Proposes what a signed bundle brings: rules, data or both, on what is active now.
     *
     * @throws DocumentInvalid with everything that is wrong with it
     */
    public Change upload(byte[] archive, String signature, String by) {
        var upload = new RevisionLog.Upload(archive, signature.strip(), keys.signer(archive, signature));
        RuleBundle bundle = RuleBundle.read(archive);
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            Revisions.Stored base = revisions.active().orElseThrow();
            RuleBundle wanted = bundle.wasm() == null ? revisions.rules(base) : bundle;
            JsonNode data = bundle.data() == null ? base.data() : PolicyData.bare(bundle.data());
            check(data);
            var revision = new PolicyRevision(
                    log.number(), Objects.requireNonNull(wanted.rulesDigest()), PolicyData.digest(data));
            engines.inProcess().open(wanted, data, revision).close();
            if (bundle.wasm() != null) {
                rules.keep(bundle);
            }
            if (log.propose(revision, data, base.revision().name(), by, upload)) {
                LOG.infof("%s proposes policy revision %s", by, revision.name());
                return new Change.Proposed(revision);
            }
        }
        return moved(null);
    }

    /**
     * Activates a proposal on what it was made on, or brings back what was active before, under a new number.
     *
     * @throws DocumentInvalid when it cannot decide, or its signature does not hold any more
     */
    public Change activate(String name, String by) {
        Optional<Revisions.Stored> found = revisions.find(name);
        if (found.isEmpty()) {
            return new Change.Unknown();
        }
        Revisions.Stored wanted = found.get();
        if (wanted.activatedAt() == null) {
            return activateProposal(wanted, by);
        }
        return restore(wanted, by);
    }

    private Change activateProposal(Revisions.Stored proposal, String by) {
        if (fourEyes && proposal.proposedBy().equals(by)) {
            return new Change.SelfApproval(by);
        }
        String basedOn = Objects.requireNonNull(proposal.basedOn());
        if (!log.active().orElseThrow().equals(basedOn)) {
            return moved(basedOn);
        }
        sound(proposal);
        boolean done = policy.activate(
                revisions.rules(proposal), proposal.data(), proposal.revision(), () -> log.activate(proposal, by));
        if (done) {
            return new Change.Active(proposal.revision());
        }
        // Two people may activate the same proposal at the same moment: both wanted what is active now.
        policy.refresh();
        return log.active().orElseThrow().equals(proposal.revision().name())
                ? new Change.Active(proposal.revision())
                : moved(basedOn);
    }

    /** One person is enough: what comes back was activated before. */
    private Change restore(Revisions.Stored older, String by) {
        String root = older.restores() == null ? older.revision().name() : older.restores();
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            String now = log.active().orElseThrow();
            if (now.equals(older.revision().name())) {
                policy.refresh();
                return new Change.Active(older.revision());
            }
            sound(older);
            var revision = new PolicyRevision(
                    log.number(),
                    older.revision().rulesDigest(),
                    older.revision().dataDigest());
            boolean done = policy.activate(
                    revisions.rules(older),
                    older.data(),
                    revision,
                    () -> log.replace(revision, older.data(), now, root, by));
            if (done) {
                LOG.infof("%s goes back to policy revision %s as revision %s", by, root, revision.name());
                return new Change.Active(revision);
            }
        }
        return moved(null);
    }

    /** Checks again what was checked when it was proposed: keys are taken back, and a database can be changed. */
    private void sound(Revisions.Stored stored) {
        check(stored.data());
        if (!PolicyData.digest(stored.data()).equals(stored.revision().dataDigest())) {
            throw changed("/data", "The stored data are not the ones of their digest: somebody changed the database.");
        }
        String uploaded = stored.restores() == null ? stored.revision().name() : stored.restores();
        log.upload(uploaded).ifPresent(upload -> {
            keys.signer(upload.bundle(), upload.signature());
            RuleBundle bundle = RuleBundle.read(upload.bundle());
            boolean sameRules =
                    bundle.wasm() == null || stored.revision().rulesDigest().equals(bundle.rulesDigest());
            boolean sameData = bundle.data() == null
                    || PolicyData.digest(bundle.data()).equals(stored.revision().dataDigest());
            if (!sameRules || !sameData) {
                throw changed(
                        "/bundle", "The signed bundle is not what this revision names: somebody changed the database.");
            }
        });
    }

    private static DocumentInvalid changed(String pointer, String what) {
        return new DocumentInvalid(new Problem(pointer, "", what + " Propose the change again."));
    }

    private static void check(JsonNode data) {
        List<Problem> problems = PolicyData.check(data);
        if (!problems.isEmpty()) {
            throw new DocumentInvalid(problems);
        }
    }

    private Change moved(@Nullable String basedOn) {
        return new Change.Moved(log.active().orElseThrow(), basedOn);
    }
}
