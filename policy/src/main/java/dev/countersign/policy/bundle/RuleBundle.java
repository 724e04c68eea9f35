package dev.countersign.policy.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Rules that may decide, and perhaps data with them: what {@code opa build --target wasm} writes as a {@code tar.gz}.
 *
 * @param wasm the compiled rules; null in a bundle that brings data only
 * @param rulesDigest {@code sha256:<hex>} of {@code wasm}, null without it
 * @param sources the Rego texts by path, for an OPA server and for people; empty in a bundle that brings data only
 * @param data a PolicyData document without {@code kind}; null when the bundle leaves the data as they are
 */
public record RuleBundle(
        byte @Nullable [] wasm,
        @Nullable String rulesDigest,
        Map<String, String> sources,
        @Nullable JsonNode data) {

    public RuleBundle {
        wasm = wasm == null ? null : wasm.clone();
        sources = Map.copyOf(sources);
    }

    @Override
    public byte @Nullable [] wasm() {
        return wasm == null ? null : wasm.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RuleBundle bundle
                && Arrays.equals(wasm, bundle.wasm)
                && sources.equals(bundle.sources)
                && Objects.equals(data, bundle.data);
    }

    @Override
    public int hashCode() {
        return sources.hashCode();
    }

    @Override
    public String toString() {
        return "RuleBundle[" + rulesDigest + "]";
    }

    /**
     * Reads a bundle, at most 8 MiB packed and 32 MiB unpacked: {@code policy.wasm} and {@code data.json} (or
     * {@code data.yaml}) in the archive's own folder, {@code .rego} files anywhere. An empty object as data means that
     * the bundle brings none. Every other file is ignored. The entry points that {@code opa build} takes out of the
     * Rego when it compiles to Wasm are put back ({@link EntryPoints}).
     *
     * @throws dev.countersign.policy.document.DocumentInvalid with a sentence for each thing that is wrong: no archive,
     *     neither rules nor data, an entry outside the archive's own folder, data that {@link PolicyData#check} refuses
     */
    public static RuleBundle read(byte[] archive) {
        return new BundleReader(BundleArchive.unpack(archive)).bundle();
    }

    /**
     * What an OPA server downloads: the Rego sources, the data as the engine in process holds them, and a manifest
     * whose revision is {@code mark}. The same input gives the same bytes.
     *
     * @param sources with the entry points, as {@link #read} and {@link DefaultBundle#rules} give them
     * @param data a PolicyData document
     * @param mark {@link dev.countersign.policy.decision.PolicyRevision#mark}
     */
    public static byte[] forServer(Map<String, String> sources, JsonNode data, String mark) {
        return ServerArchive.of(sources, data, mark);
    }
}
