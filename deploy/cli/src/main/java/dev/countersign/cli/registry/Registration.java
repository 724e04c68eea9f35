package dev.countersign.cli.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.api.ApiClient;
import dev.countersign.cli.api.ApiRefused;
import dev.countersign.policy.bundle.PolicyData;
import dev.countersign.policy.document.DocumentInvalid;
import dev.countersign.policy.document.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Registers documents through the API: connectors first, then policy, then workflows. */
public final class Registration {
    private static final int ATTEMPTS = 5;

    private final ApiClient api;
    private final boolean dryRun;

    public Registration(ApiClient api, boolean dryRun) {
        this.api = api;
        this.dryRun = dryRun;
    }

    /** What became of one document. */
    public record Applied(String kind, String id, @Nullable String version, Status status) {}

    /** Compared with what was registered before. */
    public enum Status {
        CREATED,
        UNCHANGED,
        UPDATED,
        /** Somebody else has to activate it. */
        PROPOSED
    }

    public List<Applied> apply(List<DocumentFiles.Source> sources) {
        List<DocumentFiles.Source> connectors = new ArrayList<>();
        List<DocumentFiles.Source> policies = new ArrayList<>();
        List<DocumentFiles.Source> workflows = new ArrayList<>();
        for (DocumentFiles.Source source : sources) {
            switch (source.kind()) {
                case "Connector" -> connectors.add(source);
                case "PolicyData" -> policies.add(source);
                case "Workflow" -> workflows.add(source);
                case "PolicyTest" -> {}
                default ->
                    throw new Failure(
                            ExitCode.REFUSED,
                            "%s holds a document of kind “%s”; known are Connector, PolicyData, Workflow and PolicyTest."
                                    .formatted(source.file(), source.kind()));
            }
        }
        List<Applied> applied = new ArrayList<>();
        connectors.forEach(source -> applied.add(register("/api/connectors", source)));
        if (!policies.isEmpty()) {
            applied.add(policy(policies));
        }
        workflows.forEach(source -> applied.add(register("/api/workflows", source)));
        return applied;
    }

    private Applied register(String path, DocumentFiles.Source source) {
        try {
            ApiClient.Answer answer = api.post(path + (dryRun ? "?dry_run=true" : ""), source.document());
            return new Applied(
                    source.kind(),
                    source.document().path("id").asText(),
                    source.document().path("version").asText(),
                    answer.status() == 201 ? Status.CREATED : Status.UNCHANGED);
        } catch (ApiRefused refused) {
            throw new Failure(refused.exitCode(), source.file() + ": " + refused.sentence(), refused);
        }
    }

    /** All policy documents become one activation, against the revision that was read: nobody's change is lost. */
    private Applied policy(List<DocumentFiles.Source> sources) {
        for (int attempt = 1; ; attempt++) {
            JsonNode active = api.get("/api/policy");
            String revision = active.path("revision").asText();
            ObjectNode before = PolicyData.bare(active.path("data"));
            ObjectNode merged = merge(before, sources);
            if (merged.equals(before)) {
                return new Applied("PolicyData", "policy", revision, Status.UNCHANGED);
            }
            if (dryRun) {
                return new Applied("PolicyData", "policy", revision, Status.UPDATED);
            }
            try {
                ApiClient.Answer answer = api.put("/api/policy/data", merged, Map.of("If-Match", '"' + revision + '"'));
                return new Applied(
                        "PolicyData",
                        "policy",
                        answer.body().path("revision").asText(),
                        answer.status() == 202 ? Status.PROPOSED : Status.UPDATED);
            } catch (ApiRefused refused) {
                if (refused.status() != 412 || attempt == ATTEMPTS) {
                    throw refused;
                }
            }
        }
    }

    private static ObjectNode merge(ObjectNode active, List<DocumentFiles.Source> sources) {
        ObjectNode merged = active;
        for (DocumentFiles.Source source : sources) {
            try {
                merged = PolicyData.merge(merged, source.document());
            } catch (DocumentInvalid invalid) {
                throw refused(source, invalid.problems());
            }
            List<Problem> problems = PolicyData.check(merged);
            if (!problems.isEmpty()) {
                throw refused(source, problems);
            }
        }
        return merged;
    }

    private static Failure refused(DocumentFiles.Source source, List<Problem> problems) {
        return new Failure(ExitCode.REFUSED, source.file() + " is not valid:" + DocumentFiles.sentences(problems));
    }
}
