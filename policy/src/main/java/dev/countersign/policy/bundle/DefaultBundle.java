package dev.countersign.policy.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.policy.document.Documents;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The rules and the data that Countersign ships.
 *
 * @param wasm the compiled rules
 * @param rulesDigest {@code sha256:<hex>} of {@code wasm}: exactly what decides
 * @param data the default PolicyData document, without {@code kind}
 */
public record DefaultBundle(byte[] wasm, String rulesDigest, JsonNode data) {

    private static final String FOLDER = "/bundle/default/";
    private static final String SOURCES = "src/main/rego/";
    private static final int DATA_BYTES = 1 << 20;

    public DefaultBundle {
        wasm = wasm.clone();
    }

    /** Reads the bundle from the class path, and refuses one whose digest is not the one that was committed with it. */
    public static DefaultBundle load() {
        byte[] wasm = resource("policy.wasm");
        String digest = Digests.sha256(wasm);
        String built = Documents.read(new String(resource("bundle.json"), StandardCharsets.UTF_8), DATA_BYTES)
                .getFirst()
                .path("wasm")
                .asText();
        if (!digest.equals(built)) {
            throw new IllegalStateException(
                    "policy.wasm is not the one that bundle.json names; run policy/build-bundle");
        }
        JsonNode data = Documents.read(new String(resource("data.yaml"), StandardCharsets.UTF_8), DATA_BYTES)
                .getFirst();
        return new DefaultBundle(wasm, digest, PolicyData.bare(data));
    }

    /** The same as a bundle: with the Rego texts that {@code wasm} was compiled from, each checked by its digest. */
    public RuleBundle rules() {
        JsonNode built = Documents.read(new String(resource("bundle.json"), StandardCharsets.UTF_8), DATA_BYTES)
                .getFirst();
        Map<String, String> sources = new HashMap<>();
        for (Map.Entry<String, JsonNode> source : built.path("sources").properties()) {
            if (source.getKey().startsWith(SOURCES)) {
                String name = source.getKey().substring(SOURCES.length());
                byte[] rego = resource("rego/" + name);
                if (!Digests.sha256(rego).equals(source.getValue().asText())) {
                    throw new IllegalStateException(
                            name + " is not the one that bundle.json names; run policy/build-bundle");
                }
                sources.put(name, new String(rego, StandardCharsets.UTF_8));
            }
        }
        return new RuleBundle(wasm, rulesDigest, sources, data);
    }

    @Override
    public byte[] wasm() {
        return wasm.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DefaultBundle bundle && Arrays.equals(wasm, bundle.wasm) && data.equals(bundle.data);
    }

    @Override
    public int hashCode() {
        return rulesDigest.hashCode();
    }

    @Override
    public String toString() {
        return "DefaultBundle[" + rulesDigest + "]";
    }

    private static byte[] resource(String name) {
        try (InputStream stream = DefaultBundle.class.getResourceAsStream(FOLDER + name)) {
            if (stream == null) {
                throw new IllegalStateException("The bundle lacks " + name + "; run policy/build-bundle");
            }
            return stream.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
