package dev.countersign.cli.freeze;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.cli.Common;
import dev.countersign.cli.run.Listing;
import dev.countersign.cli.run.Page;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows freezes. */
@Command(name = "freezes", description = "Show freezes, or one.", mixinStandardHelpOptions = true)
public final class FreezesCommand implements Callable<Integer> {
    @Mixin
    Common common = new Common();

    @Mixin
    Page page = new Page();

    @Parameters(arity = "0..1", paramLabel = "ID")
    @Nullable
    String id;

    @Option(names = "--state", description = "requested, confirmed or lifted")
    String state = "";

    @Override
    public Integer call() {
        return new Listing(common, "/api/freezes", FreezesCommand::line).show(id, page.with(Map.of("state", state)));
    }

    private static String line(JsonNode item) {
        String scope = item.path("scope").path("kind").asText() + " "
                + item.path("scope").path("id").asText("");
        return "%s  %-9s  %-32s %s, %s"
                .formatted(
                        item.path("id").asText(),
                        item.path("state").asText(),
                        scope.strip(),
                        item.path("requested_by").asText(),
                        item.path("reason").asText());
    }
}
