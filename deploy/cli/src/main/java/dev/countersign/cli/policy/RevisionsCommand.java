package dev.countersign.cli.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.cli.Common;
import dev.countersign.cli.run.Listing;
import dev.countersign.cli.run.Page;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows what was proposed and what was active. */
@Command(
        name = "revisions",
        description = "Show revisions, the newest first, or one with its data.",
        mixinStandardHelpOptions = true)
final class RevisionsCommand implements Callable<Integer> {
    private static final int DIGEST_SHOWN = "sha256:".length() + 12;

    @Mixin
    Common common = new Common();

    @Mixin
    Page page = new Page();

    @Parameters(arity = "0..1", paramLabel = "REVISION")
    @Nullable
    String revision;

    @Override
    public Integer call() {
        return new Listing(common, "/api/policy/revisions", RevisionsCommand::line).show(revision, page.with(Map.of()));
    }

    private static String line(JsonNode item) {
        return "%-6s %-9s rules %s  data %s  proposed by %s %s%s%s"
                .formatted(
                        item.path("revision").asText(),
                        state(item),
                        shortened(item.path("rules_digest").asText()),
                        shortened(item.path("data_digest").asText()),
                        item.path("proposed_by").asText(),
                        item.path("proposed_at").asText(),
                        item.hasNonNull("activated_by")
                                ? ", activated by %s %s"
                                        .formatted(
                                                item.path("activated_by").asText(),
                                                item.path("activated_at").asText())
                                : "",
                        item.hasNonNull("restores")
                                ? ", restores " + item.path("restores").asText()
                                : "");
    }

    private static String state(JsonNode item) {
        if (item.path("active").asBoolean()) {
            return "active";
        }
        return item.hasNonNull("activated_at") ? "was" : "proposed";
    }

    private static String shortened(String digest) {
        return digest.substring(0, Math.min(digest.length(), DIGEST_SHOWN));
    }
}
