package dev.countersign.policy.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * {@code opa build --target wasm} packs the Rego sources too, but takes the rules of the entry points out of them,
 * because the Wasm beside them answers. An OPA server that evaluates Rego needs them again. They are ours and always
 * the same, so the shipped file of the package {@code countersign} is put in the place of the one that lost them. Rules
 * that do not fit this file do not compile on the server, which then never answers by their revision.
 */
final class EntryPoints {

    private static final String HOME = "countersign.rego";
    private static final String SHIPPED = "/bundle/default/rego/" + HOME;
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package[ \t]+countersign[ \t]*(#.*)?$");
    private static final Pattern DECIDE = Pattern.compile("(?m)^(default[ \t]+)?decide\\b");

    private EntryPoints() {}

    /** The same sources, with entry points where they were taken out. Without any source there is nothing to do. */
    static Map<String, String> putBack(Map<String, String> sources) {
        if (sources.isEmpty() || sources.values().stream().anyMatch(EntryPoints::decides)) {
            return sources;
        }
        Map<String, String> whole = new TreeMap<>(sources);
        whole.entrySet()
                .removeIf(file -> isHome(file.getKey())
                        && PACKAGE.matcher(file.getValue()).find());
        whole.put(HOME, shipped());
        return whole;
    }

    private static boolean isHome(String path) {
        return path.equals(HOME) || path.endsWith("/" + HOME);
    }

    private static boolean decides(String text) {
        return PACKAGE.matcher(text).find() && DECIDE.matcher(text).find();
    }

    private static String shipped() {
        try (InputStream stream = EntryPoints.class.getResourceAsStream(SHIPPED)) {
            if (stream == null) {
                throw new IllegalStateException("The class path lacks " + SHIPPED);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
