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
                        .flatMap(text -> domains(text).stream())
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

    /**
     * The lower-case domains of mail addresses ({@code Name <a@b>} too, and several in one string), of a URL, or of a
     * bare host; empty when there is none. Rather one too many than one that slips by a list.
     */
    static List<String> domains(String addressesOrUrl) {
        List<String> found = new ArrayList<>();
        String text = addressesOrUrl.strip();
        String[] words = text.split("[,;<>\\s]+");
        for (String word : words) {
            String host = words.length == 1 || word.contains("@") || word.contains("://") ? host(word) : "";
            if (!host.isEmpty()) {
                found.add(normal(host));
            }
        }
        return found;
    }

    private static String host(String word) {
        int scheme = word.indexOf("://");
        if (scheme < 0) {
            // The last @ counts: a quoted local part may hold others.
            return upTo(word.substring(word.lastIndexOf('@') + 1), "/?#:");
        }
        String authority = upTo(word.substring(scheme + 3), "/?#");
        String host = authority.substring(authority.lastIndexOf('@') + 1);
        return host.startsWith("[") ? host : upTo(host, ":");
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
