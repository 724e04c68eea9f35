package dev.countersign.cli.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A replay for a person: what would be decided otherwise, whom that contradicts, and what it does to the queue. */
final class ReplayText {
    private static final int CALLS_SHOWN = 20;

    private final JsonNode replay;
    private final String baseUrl;

    /** @param baseUrl what the links begin with */
    ReplayText(JsonNode replay, String baseUrl) {
        this.replay = replay;
        this.baseUrl = baseUrl;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(replay.path("sentence").asText());
        lines.add("");
        lines.addAll(OutcomeTable.lines(replay.path("matrix")));
        calls(lines, "Changed", replay.path("changed_calls"), number("/changed"));
        calls(
                lines,
                "Contradicts what people decided",
                replay.at("/contradicted/items"),
                number("/contradicted/count"));
        queue(lines);
        notes(lines);
        return lines;
    }

    private long number(String pointer) {
        return replay.at(pointer).asLong();
    }

    private void calls(List<String> lines, String title, JsonNode items, long count) {
        if (count == 0) {
            return;
        }
        lines.add("");
        lines.add("%s: %d".formatted(title, count));
        int shown = Math.min(items.size(), CALLS_SHOWN);
        for (int i = 0; i < shown; i++) {
            lines.add("  " + call(items.get(i)));
            lines.add("    " + link(items.get(i).path("href").asText()));
        }
        if (count > shown) {
            lines.add("  and %d more; --json prints all that the API lists".formatted(count - shown));
        }
    }

    private static String call(JsonNode call) {
        return "%s: %s (%s) → %s (%s)%s"
                .formatted(
                        call.path("tool").asText(),
                        call.path("from").asText(),
                        call.path("from_rule").asText("-"),
                        call.path("to").asText(),
                        call.path("to_rule").asText("-"),
                        call.hasNonNull("verdict")
                                ? "; people %s it"
                                        .formatted(call.path("verdict").asText())
                                : "");
    }

    private String link(String href) {
        return href.startsWith("/") ? baseUrl + href : href;
    }

    private void queue(List<String> lines) {
        JsonNode queue = replay.path("queue");
        Set<String> tiers = new TreeSet<>();
        queue.path("before").fieldNames().forEachRemaining(tiers::add);
        queue.path("after").fieldNames().forEachRemaining(tiers::add);
        lines.add("");
        lines.add(row("cards a day", "before", "after"));
        for (String tier : tiers) {
            lines.add(row(
                    tier,
                    queue.path("before").path(tier).asText("0"),
                    queue.path("after").path(tier).asText("0")));
        }
        lines.add(row(
                "all",
                queue.path("before_per_day").asText("?"),
                queue.path("after_per_day").asText("?")));
    }

    private static String row(String name, String before, String after) {
        return "%-18s%17s%17s".formatted(name, before, after);
    }

    private void notes(List<String> lines) {
        note(
                lines,
                "/masked",
                "%d calls held values that are not kept: their answer may differ from what it would be.");
        note(lines, "/uncounted", "%d calls are counted by a limit that nobody counted then: theirs too.");
        note(lines, "/not_asked", "%d calls were refused before policy was asked; they are not in here.");
    }

    private void note(List<String> lines, String pointer, String sentence) {
        if (number(pointer) > 0) {
            lines.add(sentence.formatted(number(pointer)));
        }
    }
}
