package dev.countersign.policy.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parts of sentences about outcomes, limits and results. */
final class GuardrailWords {

    private static final Pattern DURATION =
            Pattern.compile("P(?:([0-9]+)D)?(?:T(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)S)?)?");
    private static final List<String> UNITS = List.of("day", "hour", "minute", "second");
    private static final Map<String, String> WINDOWS =
            Map.of("PT1M", " a minute", "PT1H", " an hour", "P1D", " a day", "P7D", " a week");

    private GuardrailWords() {}

    /** What happens to a call: "is denied", "asks finance (T2), within 4 hours". */
    static String outcome(JsonNode entry) {
        return switch (entry.path("mode").asText()) {
            case "permit" -> "is permitted";
            case "require_approval" -> "asks " + asked(entry);
            default -> "is denied";
        };
    }

    private static String asked(JsonNode entry) {
        int quorum = entry.path("quorum").asInt(1);
        StringBuilder words = new StringBuilder();
        if (quorum > 1) {
            words.append(counted(quorum)).append(" people of ");
        }
        words.append(joined(texts(entry.path("groups")), "or"));
        words.append(" (").append(entry.path("tier").asText()).append(")");
        if (entry.has("ttl")) {
            words.append(", within ").append(duration(entry.path("ttl").asText()));
        }
        if (entry.has("hold")) {
            words.append(", with ")
                    .append(duration(entry.path("hold").asText()))
                    .append(" to take it back");
        }
        if (entry.has("escalate_to")) {
            words.append(", and later ").append(entry.path("escalate_to").asText());
        }
        if (entry.has("separate") && !entry.path("separate").asBoolean()) {
            words.append(", the owner of the run included");
        }
        return words.toString();
    }

    private static String counted(int number) {
        return switch (number) {
            case 2 -> "two";
            case 3 -> "three";
            case 4 -> "four";
            case 5 -> "five";
            default -> Integer.toString(number);
        };
    }

    // ---- limits ---------------------------------------------------------------------------------------------------

    /** How much of what: "50 calls", "25 spent", "200 entries of to". */
    static String amount(JsonNode limit) {
        String max = number(limit.path("max"));
        String amount = limit.path("amount").asText();
        if (amount.equals("calls")) {
            return max + (max.equals("1") ? " call" : " calls");
        }
        if (amount.equals("price")) {
            return max + " spent";
        }
        String pointed = pointed(amount.substring(amount.indexOf(':') + 1));
        return amount.startsWith("count:")
                ? max + (max.equals("1") ? " entry of " : " entries of ") + pointed
                : max + " in " + pointed;
    }

    /** "a day"; nothing for a limit that lasts as long as its run. */
    static String window(JsonNode limit) {
        return WINDOWS.getOrDefault(limit.path("window").asText(), "");
    }

    /** Whose counter it is: nothing for the one that all share. */
    static String forEach(JsonNode key) {
        List<String> parts = new ArrayList<>();
        for (String part : key.isArray() ? texts(key) : List.of(key.asText())) {
            if (!part.equals("all")) {
                parts.add(keyPart(part));
            }
        }
        return parts.isEmpty() ? "" : " for each " + joined(parts, "and");
    }

    private static String keyPart(String part) {
        return switch (part) {
            case "agent", "workflow", "run", "tool" -> part;
            case "on_behalf_of" -> "person or customer it acts for";
            default -> {
                String rest = part.substring(part.indexOf(':') + 1);
                yield part.startsWith("ref:")
                        ? rest
                        : part.startsWith("domain:") ? "domain of " + pointed(rest) : pointed(rest);
            }
        };
    }

    // ---- results --------------------------------------------------------------------------------------------------

    /** Whom a result entry speaks about, with the first words of what they see. */
    static String readers(JsonNode result) {
        List<String> words = new ArrayList<>();
        if (result.has("roles")) {
            words.add("for the role " + joined(texts(result.path("roles")), "or"));
        }
        if (result.has("workflows")) {
            words.add("in the workflow " + joined(texts(result.path("workflows")), "or"));
        }
        if (words.isEmpty()) {
            return "Of what ";
        }
        String joined = String.join(" ", words);
        return joined.substring(0, 1).toUpperCase(Locale.ROOT) + joined.substring(1) + ", of what ";
    }

    /** What is left of a result. */
    static String shown(JsonNode result, String tools) {
        List<String> masked = texts(result.path("mask"));
        String hidden =
                masked.isEmpty() ? "" : joined(masked, "and") + (masked.size() == 1 ? " is masked" : " are masked");
        if (!result.has("fields")) {
            return tools + " answers everything is shown" + (hidden.isEmpty() ? "" : ", but " + hidden);
        }
        List<String> fields = texts(result.path("fields"));
        String seen = fields.isEmpty()
                ? "nothing is shown"
                : "only " + joined(fields, "and") + (fields.size() == 1 ? " is shown" : " are shown");
        return tools + " answers " + seen + (hidden.isEmpty() ? "" : "; " + hidden);
    }

    // ---- small words ----------------------------------------------------------------------------------------------

    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /** "a, b and c". */
    static String joined(List<String> texts, String last) {
        int size = texts.size();
        if (size < 2) {
            return String.join("", texts);
        }
        return String.join(", ", texts.subList(0, size - 1)) + " " + last + " " + texts.get(size - 1);
    }

    /** A member of a document as people write it: {@code /a/b} is "a.b". */
    static String pointed(String pointer) {
        return pointer.substring(1).replace("/", ".").replace("~1", "/").replace("~0", "~");
    }

    /** 50000 is "50,000", whatever the machine's language. */
    static String number(JsonNode number) {
        DecimalFormat format = new DecimalFormat("#,##0.##########", DecimalFormatSymbols.getInstance(Locale.ROOT));
        return format.format(number.decimalValue());
    }

    /** PT4H is "4 hours". What is no duration of days, hours, minutes and seconds stays as it is. */
    static String duration(String text) {
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            return text;
        }
        List<String> words = new ArrayList<>();
        for (int i = 0; i < UNITS.size(); i++) {
            String count = parts.group(i + 1);
            if (count != null) {
                words.add(count + " " + UNITS.get(i) + (count.equals("1") ? "" : "s"));
            }
        }
        return words.isEmpty() ? text : joined(words, "and");
    }
}
