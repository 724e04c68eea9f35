package dev.countersign.cli.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.api.ApiClient;
import dev.countersign.cli.api.ApiRefused;
import dev.countersign.cli.api.MultipartForm;
import dev.countersign.cli.registry.DocumentFiles;
import dev.countersign.cli.rules.DataArchive;
import dev.countersign.cli.rules.Opa;
import dev.countersign.cli.rules.RuleFolder;
import dev.countersign.policy.bundle.PolicyData;
import dev.countersign.policy.bundle.RuleBundle;
import dev.countersign.policy.document.DocumentInvalid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Turns what a person names as NEW into a revision: a bundle, a folder, a file of policy data, or the name of a revision
 * that is there already.
 */
final class Candidates {
    private static final String HINT =
            "Name a bundle (.tar.gz), a folder, a PolicyData file, or a revision that countersign policy revisions lists.";

    private final Common common;
    private final KeyOption key;
    private final ApiClient api;

    Candidates(Common common, KeyOption key) {
        this.common = common;
        this.key = key;
        this.api = common.api();
    }

    /** @param active whether this is what decides already, so that nothing would change */
    record Candidate(String revision, boolean active) {}

    private record Signed(byte[] bundle, String signature) {}

    Candidate find(String named) {
        Path path = Path.of(named);
        if (!Files.exists(path)) {
            return revision(named);
        }
        JsonNode now = api.get("/api/policy");
        if (named.matches(".*\\.(tar\\.gz|tgz)")) {
            return proposed(signedFile(path), now);
        }
        RuleFolder folder = RuleFolder.read(path);
        if (folder.rules().isEmpty() && !folder.hasData()) {
            throw new Failure(ExitCode.USAGE, "%s holds neither rules nor PolicyData. %s".formatted(path, HINT));
        }
        Optional<JsonNode> data =
                folder.hasData() ? Optional.of(folder.data(PolicyData.bare(now.path("data")))) : Optional.empty();
        byte[] bundle = folder.rules().isEmpty()
                ? DataArchive.of(data.orElseThrow())
                : LocalPolicy.built(folder, data, Opa.find(common::say));
        return proposed(signed(bundle), now);
    }

    private Candidate revision(String named) {
        if (!named.matches("[A-Za-z0-9_-]{1,40}")) {
            throw new Failure(ExitCode.USAGE, "%s does not exist. %s".formatted(named, HINT));
        }
        try {
            JsonNode found = api.get("/api/policy/revisions/" + named);
            return new Candidate(
                    found.path("revision").asText(named), found.path("active").asBoolean());
        } catch (ApiRefused refused) {
            if (refused.status() == 404) {
                throw new Failure(
                        ExitCode.REFUSED, "There is no file and no revision %s. %s".formatted(named, HINT), refused);
            }
            throw refused;
        }
    }

    private Signed signed(byte[] bundle) {
        return new Signed(bundle, key.read(common).sign(bundle));
    }

    /** With the signature beside it, or signed now. */
    private Signed signedFile(Path file) {
        try {
            byte[] bundle = Files.readAllBytes(file);
            Path signature = file.resolveSibling(file.getFileName() + ".sig");
            return Files.exists(signature)
                    ? new Signed(bundle, Files.readString(signature).strip())
                    : signed(bundle);
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The same rules and data on the same base are proposed once: what was replayed is what is activated. */
    private Candidate proposed(Signed signed, JsonNode now) {
        ObjectNode digests = digests(signed.bundle(), now);
        if (matches(digests, now)) {
            String active = now.path("revision").asText();
            common.say(
                    "This changes nothing: revision %s, the active one, has these rules and data.".formatted(active));
            return new Candidate(active, true);
        }
        for (JsonNode known : api.get("/api/policy/revisions?limit=50").path("items")) {
            boolean waits = !known.path("active").asBoolean() && !known.hasNonNull("activated_at");
            if (waits && matches(digests, known) && known.path("based_on").equals(now.path("revision"))) {
                common.say("This is revision %s, proposed before."
                        .formatted(known.path("revision").asText()));
                return new Candidate(known.path("revision").asText(), false);
            }
        }
        JsonNode answer = api.post(
                        "/api/policy/bundles",
                        new MultipartForm()
                                .file("bundle", "bundle.tar.gz", "application/gzip", signed.bundle())
                                .text("signature", signed.signature()))
                .body();
        String revision = answer.path("revision").asText();
        common.say("Proposed as revision %s, on top of %s. Nothing is active yet."
                .formatted(revision, now.path("revision").asText()));
        return new Candidate(revision, answer.path("active").asBoolean());
    }

    private static boolean matches(ObjectNode digests, JsonNode revision) {
        return digests.path("rules_digest").equals(revision.path("rules_digest"))
                && digests.path("data_digest").equals(revision.path("data_digest"));
    }

    /** What the revision of this bundle would be made of; what it does not bring stays as it is now. */
    private static ObjectNode digests(byte[] bundle, JsonNode now) {
        try {
            RuleBundle read = RuleBundle.read(bundle);
            ObjectNode digests = Common.JSON.createObjectNode();
            String rules = read.rulesDigest();
            JsonNode data = read.data();
            digests.put("rules_digest", rules == null ? now.path("rules_digest").asText() : rules);
            digests.put("data_digest", data == null ? now.path("data_digest").asText() : PolicyData.digest(data));
            return digests;
        } catch (DocumentInvalid invalid) {
            throw new Failure(
                    ExitCode.REFUSED,
                    "The bundle is not valid:" + DocumentFiles.sentences(invalid.problems()),
                    invalid);
        }
    }
}
