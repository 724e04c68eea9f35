package dev.countersign.cli.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** A shadow for a person. */
final class ShadowText {
    private ShadowText() {}

    static String line(JsonNode difference) {
        return "%s  %s: %s (%s) → %s (%s)  call %s"
                .formatted(
                        difference.path("at").asText(),
                        difference.path("tool").asText(),
                        difference.path("from").asText(),
                        difference.path("from_rule").asText("-"),
                        difference.path("to").asText(),
                        difference.path("to_rule").asText("-"),
                        difference.path("call_id").asText());
    }

    static List<String> summary(JsonNode shadow) {
        List<String> lines = new ArrayList<>();
        if (!shadow.path("revision").isTextual()) {
            lines.add("No shadow runs.");
            return lines;
        }
        lines.add("Revision %s %s in the shadow since %s: %d proposals compared, %d decided otherwise."
                .formatted(
                        shadow.path("revision").asText(),
                        shadow.hasNonNull("stopped_at") ? "was" : "is",
                        shadow.path("since").asText(),
                        shadow.path("compared").asLong(),
                        shadow.path("different").asLong()));
        lines.addAll(OutcomeTable.lines(shadow.path("matrix")));
        long dropped = shadow.path("dropped").asLong();
        if (dropped > 0) {
            lines.add("%d proposals found no room and were not compared.".formatted(dropped));
        }
        if (shadow.hasNonNull("trouble")) {
            lines.add("It had trouble: " + shadow.path("trouble").asText());
        }
        return lines;
    }
}
