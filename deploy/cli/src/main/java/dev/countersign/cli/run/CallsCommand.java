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

/** Shows tool calls. */
@Command(name = "calls", description = "Show tool calls, or one.", mixinStandardHelpOptions = true)
public final class CallsCommand implements Callable<Integer> {
    @Mixin
    Common common = new Common();

    @Mixin
    Page page = new Page();

    @Parameters(arity = "0..1", paramLabel = "ID")
    @Nullable
    String id;

    @Option(names = "--run", description = "Id of a run")
    String run = "";

    @Option(names = "--state", description = "State of the call")
    String state = "";

    @Option(names = "--tool", description = "Dotted name of a tool")
    String tool = "";

    @Option(names = "--ref", description = "For example account:acc-1")
    String ref = "";

    @Override
    public Integer call() {
        return new Listing(common, "/api/calls", CallsCommand::line)
                .show(id, page.with(Map.of("run", run, "state", state, "tool", tool, "ref", ref)));
    }

    private static String line(JsonNode item) {
        return "%s  %-17s  %-32s %s"
                .formatted(
                        item.path("id").asText(),
                        item.path("state").asText(),
                        item.path("tool").asText(),
                        item.path("decision").path("because").asText(""));
    }
}
