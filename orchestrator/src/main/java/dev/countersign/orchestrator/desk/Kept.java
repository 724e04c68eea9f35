package dev.countersign.orchestrator.desk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.toolcall.Withheld;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An answer as it may be seen, and what of it nobody was given, in words. */
final class Kept {
    private static final int KIB = 1_024;

    private Kept() {}

    /** The structured content, or the text where there is none; null without an answer. */
    static @Nullable JsonNode content(@Nullable JsonNode answer) {
        if (answer == null) {
            return null;
        }
        JsonNode content = answer.path("structured_content");
        return content.isNull() || content.isMissingNode() ? answer.path("text") : content;
    }

    /** "2 fields masked, 31 fields kept back, 6.1 KiB not sent to the model"; null when that is nothing. */
    static @Nullable String sentence(@Nullable Withheld withheld) {
        if (withheld == null || withheld.equals(Withheld.NOTHING)) {
            return null;
        }
        String masked = withheld.masked() == 0 ? "" : fields(withheld.masked()) + " masked, ";
        String dropped = withheld.dropped() == 0 ? "" : fields(withheld.dropped()) + " kept back, ";
        return masked + dropped + size(withheld.bytes()) + " not sent to the model";
    }

    private static String fields(int count) {
        return count == 1 ? "1 field" : count + " fields";
    }

    private static String size(long bytes) {
        return bytes < KIB ? bytes + " B" : String.format(Locale.ENGLISH, "%,.1f KiB", bytes / (double) KIB);
    }
}
