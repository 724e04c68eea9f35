package dev.countersign.cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.api.ApiClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One resource by id, or a page of its list: the API's bodies with {@code --json}, otherwise a line each. */
public record Listing(Common common, String path, Function<JsonNode, String> line) {

    public int show(@Nullable String id, Map<String, String> query) {
        ApiClient api = common.api();
        if (id != null) {
            JsonNode one = api.get(path + "/" + segment(id));
            if (common.json()) {
                common.printJson(one);
            } else {
                common.print(one.toPrettyString());
            }
            return ExitCode.OK;
        }
        JsonNode page = api.get(path + ApiClient.query(query));
        if (common.json()) {
            common.printJson(page);
            return ExitCode.OK;
        }
        page.path("items").forEach(item -> common.print(line.apply(item)));
        if (page.hasNonNull("next_cursor")) {
            common.say("More: --cursor " + page.path("next_cursor").asText());
        }
        return ExitCode.OK;
    }

    private static String segment(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8);
    }
}
