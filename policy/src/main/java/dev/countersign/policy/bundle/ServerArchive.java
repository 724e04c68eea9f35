package dev.countersign.policy.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Writes the bundle that an OPA server downloads, always the same bytes for the same content. */
final class ServerArchive {

    private static final Pattern PACKAGE = Pattern.compile("(?m)^[ \t]*package[ \t]+([A-Za-z_][A-Za-z0-9_]*)");

    private ServerArchive() {}

    static byte[] of(Map<String, String> sources, JsonNode data, String mark) {
        ObjectNode pinned = PinnedData.of(data);
        Map<String, String> files = new TreeMap<>(sources);
        files.put(".manifest", manifest(sources, pinned, mark).toString());
        files.put("data.json", pinned.toString());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new GZIPOutputStream(bytes), StandardCharsets.UTF_8.name())) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(true);
            for (Map.Entry<String, String> file : files.entrySet()) {
                put(tar, file.getKey(), file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** The bundle owns the packages and the data that it brings and nothing else, so that others may lie beside it. */
    private static ObjectNode manifest(Map<String, String> sources, ObjectNode data, String mark) {
        TreeSet<String> roots = new TreeSet<>();
        data.fieldNames().forEachRemaining(roots::add);
        for (String source : sources.values()) {
            Matcher named = PACKAGE.matcher(source);
            roots.add(named.find() ? named.group(1) : "");
        }
        ObjectNode manifest = JsonNodeFactory.instance.objectNode().put("revision", mark);
        if (roots.contains("")) {
            roots.retainAll(Set.of(""));
        }
        roots.forEach(manifest.putArray("roots")::add);
        return manifest.put("rego_version", 1);
    }

    private static void put(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        entry.setModTime(0L);
        entry.setIds(0, 0);
        entry.setNames("", "");
        entry.setMode(0644);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }
}
