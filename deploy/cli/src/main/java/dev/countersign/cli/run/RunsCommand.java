package dev.countersign.cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.cli.Common;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows runs. */
@Command(name = "runs", description = "Show runs, the newest first, or one.", mixinStandardHelpOptions = true)
public final class RunsCommand implements Callable<Integer> {
    @Mixin
    Common common = new Common();

    @Mixin
    Page page = new Page();

    @Parameters(arity = "0..1", paramLabel = "ID")
    @Nullable
    String id;

    @Option(names = "--state", description = "running, parked, completed, failed or cancelled")
    String state = "";

    @Option(names = "--workflow", description = "Id of a workflow")
    String workflow = "";

    @Override
    public Integer call() {
        return new Listing(common, "/api/runs", RunsCommand::line)
                .show(id, page.with(Map.of("state", state, "workflow", workflow)));
    }

    private static String line(JsonNode item) {
        return "%s  %-9s  %-20s %s"
                .formatted(
                        item.path("id").asText(),
                        item.path("state").asText(),
                        item.path("workflow").path("id").asText(),
                        item.path("created_at").asText());
    }
}
