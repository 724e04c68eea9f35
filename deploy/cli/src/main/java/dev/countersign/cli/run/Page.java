package dev.countersign.cli.run;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which page of a list. */
public final class Page {
    @Option(names = "--limit", paramLabel = "N", description = "At most this many (default 50, at most 200).")
    String limit = "";

    @Option(names = "--cursor", paramLabel = "CURSOR", description = "Go on where the last page ended.")
    String cursor = "";

    public Map<String, String> with(Map<String, String> filters) {
        Map<String, String> query = new LinkedHashMap<>(filters);
        query.put("limit", limit);
        query.put("cursor", cursor);
        return query;
    }
}
