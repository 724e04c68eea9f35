package dev.countersign.mcp.connector;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.IDN;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Finds what a call is about: the records and domains that search, limits and rules go by. */
public final class Refs {
    private Refs() {}

    /**
     * A ref without a value is absent from the answer; an array gives several values, each once.
     *
     * @param record what the context tool read; a missing or null node when nothing was read
     */
    public static Map<String, List<String>> resolve(ToolBinding binding, JsonNode arguments, JsonNode record) {
        Map<String, List<String>> resolved = new LinkedHashMap<>();
        binding.refs().forEach((name, path) -> {
            Set<String> values = new LinkedHashSet<>(values(path, arguments, record));
            if (!values.isEmpty()) {
                resolved.put(name, List.copyOf(values));
            }
        });
        return resolved;
    }

    private static List<String> values(RefPath path, JsonNode arguments, JsonNode record) {
        return switch (path) {
            case RefPath.InArguments in -> scalars(arguments.at(in.pointer()));
            case RefPath.InRecord in -> scalars(record.at(in.pointer()));
            case RefPath.DomainOf domain ->
                values(domain.of(), arguments, record).stream()
                        .map(Refs::domain)
                        .filter(found -> !found.isEmpty())
                        .toList();
        };
    }

    private static List<String> scalars(JsonNode node) {
        List<String> found = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(element -> found.addAll(scalars(element)));
        } else if (node.isValueNode() && !node.isNull()) {
            found.add(node.asText());
        }
        return found;
    }

    /** The lower-case domain of a mail address ({@code Name <a@b>} too), a URL or a bare host; empty when there is none. */
    static String domain(String addressOrUrl) {
        String text = addressOrUrl.strip();
        int scheme = text.indexOf("://");
        String host;
        if (scheme >= 0) {
            host = upTo(text.substring(scheme + 3), "/?#");
            host = host.substring(host.lastIndexOf('@') + 1);
            host = host.startsWith("[") ? host : upTo(host, ":");
        } else if (text.contains("@")) {
            // The last @ counts: a quoted local part may hold others.
            host = upTo(text.substring(text.lastIndexOf('@') + 1), "> \t,;/?#:");
        } else {
            host = upTo(text, "/?#:");
        }
        return normal(host);
    }

    private static String normal(String host) {
        String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        try {
            // One spelling for a name that can be written in Unicode or in ASCII, else a list entry is easy to slip by.
            return IDN.toASCII(bare, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException notADomain) {
            return bare.toLowerCase(Locale.ROOT);
        }
    }

    private static String upTo(String text, String stops) {
        for (int at = 0; at < text.length(); at++) {
            if (stops.indexOf(text.charAt(at)) >= 0) {
                return text.substring(0, at);
            }
        }
        return text;
    }
}
