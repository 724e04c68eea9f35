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

/** Shows approvals. */
@Command(name = "approvals", description = "Show approvals, or one.", mixinStandardHelpOptions = true)
public final class ApprovalsCommand implements Callable<Integer> {
    @Mixin
    Common common = new Common();

    @Mixin
    Page page = new Page();

    @Parameters(arity = "0..1", paramLabel = "ID")
    @Nullable
    String id;

    @Option(names = "--state", description = "pending and so on")
    String state = "";

    @Option(names = "--group", description = "Id of a group")
    String group = "";

    @Option(names = "--run", description = "Id of a run")
    String run = "";

    @Override
    public Integer call() {
        return new Listing(common, "/api/approvals", ApprovalsCommand::line)
                .show(id, page.with(Map.of("state", state, "group", group, "run", run)));
    }

    private static String line(JsonNode item) {
        return "%s  %-8s  %s  %s"
                .formatted(
                        item.path("id").asText(),
                        item.path("state").asText(),
                        item.path("tier").asText(),
                        item.path("card").path("consequence").asText());
    }
}
