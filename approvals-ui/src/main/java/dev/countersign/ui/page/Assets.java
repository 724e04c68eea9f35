package dev.countersign.ui.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Our style sheet and scripts. All of them stand below one address with the hash of all of them in it, so that browsers
 * may keep them for ever and modules that import each other are always of one version.
 */
final class Assets {

    /** One style sheet, put together in this order: what comes later may say more about a narrow page. */
    private static final List<String> STYLES = List.of(
            "tokens.css",
            "frame.css",
            "list.css",
            "card.css",
            "bar.css",
            "hold.css",
            "queue.css",
            "column.css",
            "people.css",
            "policy.css",
            "story.css",
            "edit.css",
            "keys.css",
            "stop.css",
            "group.css",
            "narrow.css");

    /** The script of every page, and what it imports at once: browsers are told to fetch that beside it. */
    private static final String ENTRY = "pages.js";

    private static final List<String> MODULES = List.of(
            "dom.js",
            "time.js",
            "counts.js",
            "card.js",
            "reading.js",
            "deciding.js",
            "rows.js",
            "line.js",
            "live.js",
            "notes.js",
            "keys.js",
            "hold.js",
            "attention.js",
            "edit.js",
            "picking.js");

    /** What a page imports only when it needs it. */
    private static final List<String> LATER = List.of("bell.js", "help.js", "group.js", "story.js");

    private static final Pattern COMMENTS =
            Pattern.compile("(?m)^[ \\t]*(?:/\\*[^*]*+(?:\\*(?!/)[^*]*+)*+\\*/|//[^\\n]*)[ \\t]*\\n");
    private static final Pattern INDENTATION = Pattern.compile("(?m)^\\s+");
    private static final Map<String, byte[]> FILES = load();
    static final String VERSION = version();

    static final String STYLE = address("pages.css");
    static final String SCRIPT = address(ENTRY);
    static final List<String> IMPORTED = MODULES.stream().map(Assets::address).toList();
    static final String HTMX = "/webjars/htmx.org/2.0.10/dist/htmx.min.js";

    private Assets() {}

    /** The file's bytes; null when there is none of that name. */
    static byte @Nullable [] file(String name) {
        return FILES.get(name);
    }

    private static String address(String name) {
        return "/countersign/" + VERSION + "/" + name;
    }

    private static Map<String, byte[]> load() {
        var files = new TreeMap<String, byte[]>();
        var style = new ByteArrayOutputStream();
        STYLES.forEach(name -> style.writeBytes(read(name)));
        files.put("pages.css", style.toByteArray());
        Stream.of(List.of(ENTRY), MODULES, LATER)
                .flatMap(List::stream)
                .forEach(name -> files.put(name, slim(read(name))));
        return files;
    }

    /** Comments of whole lines and indentation are for those who read the repository, not for the wire. */
    private static byte[] slim(byte[] module) {
        String bare = COMMENTS.matcher(new String(module, UTF_8)).replaceAll("");
        return INDENTATION.matcher(bare).replaceAll("").getBytes(UTF_8);
    }

    private static byte[] read(String name) {
        try (InputStream file = Assets.class.getResourceAsStream("/countersign/assets/" + name)) {
            if (file == null) {
                throw new IllegalStateException("The jar of the pages lacks " + name);
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String version() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            FILES.values().forEach(digest::update);
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
