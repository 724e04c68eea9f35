package dev.countersign.policy.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.policy.document.DocumentInvalid;
import dev.countersign.policy.document.Documents;
import dev.countersign.policy.document.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** What comes in as a bundle, and what goes out to an OPA server. */
class RuleBundleTest {

    private static final String REGO = "package countersign.rules.x\n\npasses := true\n";

    @Test
    void readsRulesSourcesAndData() {
        // When
        RuleBundle bundle = RuleBundle.read(tar(Map.of(
                "/policy.wasm",
                "wasm",
                "/data.json",
                "{\"tools\": {\"a.b\": {\"mode\": \"permit\"}}}",
                "/x.rego",
                REGO,
                "/.manifest",
                "{}")));

        // Then
        assertThat(bundle.wasm()).isEqualTo("wasm".getBytes(StandardCharsets.UTF_8));
        assertThat(bundle.rulesDigest()).startsWith("sha256:").hasSize(71);
        assertThat(bundle.sources()).containsEntry("x.rego", REGO).containsKey("countersign.rego");
        assertThat(bundle.data()).isEqualTo(json("tools: {a.b: {mode: permit}}"));
    }

    @Test
    void takesAnEmptyObjectForNoData() {
        assertThat(RuleBundle.read(tar(Map.of("policy.wasm", "wasm", "data.json", "{}\n")))
                        .data())
                .isNull();
    }

    @Test
    void readsABundleOfDataOnly() {
        RuleBundle bundle =
                RuleBundle.read(tar(Map.of("./data.yaml", "kind: PolicyData\ntools: {a.b: {mode: deny}}\n")));

        assertThat(bundle.wasm()).isNull();
        assertThat(bundle.rulesDigest()).isNull();
        assertThat(bundle.data()).isEqualTo(json("tools: {a.b: {mode: deny}}"));
    }

    @Test
    void putsTheEntryPointsBackThatTheBuildTookOut() {
        // Given
        String taken = "package countersign\n\nimport data.countersign.decide\n\nphases := {\"propose\"}\n";

        // When
        RuleBundle bundle = RuleBundle.read(
                tar(Map.of("policy.wasm", "wasm", "/build/folder/countersign.rego", taken, "x.rego", REGO)));

        // Then
        assertThat(bundle.sources()).containsOnlyKeys("countersign.rego", "x.rego");
        assertThat(bundle.sources().get("countersign.rego"))
                .isEqualTo(DefaultBundle.load().rules().sources().get("countersign.rego"))
                .contains("decide :=");
    }

    @Test
    void refusesWhatIsNoArchive() {
        byte[] whole = tar(Map.of("policy.wasm", "x".repeat(5000)));

        assertRefused(new byte[0], "no whole tar.gz");
        assertRefused("hello".getBytes(StandardCharsets.UTF_8), "no whole tar.gz");
        assertRefused(Arrays.copyOf(whole, whole.length / 2), "no whole tar.gz");
        assertRefused(tar(Map.of()), "empty");
    }

    @Test
    void refusesWhatIsTooBig() {
        assertRefused(new byte[(8 << 20) + 1], "at most 8 MiB packed");
        assertRefused(tar(Map.of("policy.wasm", "0".repeat((32 << 20) + 1))), "at most 32 MiB unpacked");
        Map<String, String> many = new LinkedHashMap<>();
        for (int i = 0; i < 2001; i++) {
            many.put("f" + i + ".rego", "");
        }
        assertRefused(tar(many), "fewer files");
    }

    @Test
    void refusesNamesThatLeadOut() {
        assertRefused(tar(Map.of("../policy.wasm", "x")), "../policy.wasm leads out of the archive");
        assertRefused(tar(Map.of("a/../../b.rego", "x")), "leads out of the archive");
        assertRefused(tar(Map.of("a\\..\\b.rego", "x")), "leads out of the archive");
        assertRefused(tar(Map.of("a".repeat(1001) + ".rego", "x")), "shorter paths");
    }

    @Test
    void refusesLinksAndDevices() {
        for (byte kind : new byte[] {
            TarConstants.LF_SYMLINK,
            TarConstants.LF_LINK,
            TarConstants.LF_CHR,
            TarConstants.LF_BLK,
            TarConstants.LF_FIFO
        }) {
            assertRefused(special(kind), "policy.wasm is no plain file");
        }
    }

    @Test
    void refusesTheSameFileTwice() {
        assertRefused(tar(Map.of("policy.wasm", "a", "/policy.wasm", "b")), "policy.wasm is in the bundle twice");
    }

    @Test
    void refusesABundleThatBringsNothing() {
        assertRefused(tar(Map.of("readme.txt", "hello")), "Put policy.wasm, data.json or both");
        assertRefused(tar(Map.of("data.json", "{}")), "Put policy.wasm, data.json or both");
        assertRefused(tar(Map.of("x.rego", REGO)), "no policy.wasm");
    }

    @Test
    void refusesDataThatPolicyDataRefuses() {
        assertRefused(tar(Map.of("policy.wasm", "w", "data.json", "{\"tolls\": {}}")), "tolls");
        assertRefused(tar(Map.of("policy.wasm", "w", "data.json", "{\"tools\":")), "");
        assertRefused(tar(Map.of("policy.wasm", "w", "data.json", "{}", "data.yaml", "tools: {}")), "Keep one");
        assertRefused(tar(Map.of("policy.wasm", "w", "deep/data.json", "{}")), "deep/data.json lies in a folder");
        assertRefused(tar(Map.of("policy.wasm", "w", "data.yaml", "tools: {}\n---\ntools: {}\n")), "one policy data");
    }

    @Test
    void writesTheSameBytesForAServerEachTime() {
        // Given
        DefaultBundle shipped = DefaultBundle.load();
        RuleBundle rules = shipped.rules();

        // When
        byte[] first = RuleBundle.forServer(rules.sources(), shipped.data(), "r/d");
        byte[] second = RuleBundle.forServer(
                new LinkedHashMap<>(rules.sources()), shipped.data().deepCopy(), "r/d");

        // Then
        assertThat(first).isEqualTo(second).hasSizeLessThan(64 << 10);
        Map<String, byte[]> files = BundleArchive.unpack(first);
        assertThat(files)
                .containsKeys(".manifest", "data.json", "countersign.rego")
                .doesNotContainKey("policy.wasm");
        assertThat(json(new String(files.get(".manifest"), StandardCharsets.UTF_8)))
                .isEqualTo(json("{revision: r/d, roots: [by_tool, countersign, lists, tools], rego_version: 1}"));
        assertThat(json(new String(files.get("data.json"), StandardCharsets.UTF_8)))
                .isEqualTo(PinnedData.of(shipped.data()));
    }

    @Test
    void holdsTheShippedSourcesBesideTheShippedWasm() {
        RuleBundle rules = DefaultBundle.load().rules();

        assertThat(rules.sources())
                .containsKeys("countersign.rego", "ranking.rego")
                .hasSizeGreaterThan(10);
        assertThat(rules.rulesDigest()).isEqualTo(DefaultBundle.load().rulesDigest());
    }

    private static void assertRefused(byte[] archive, String because) {
        DocumentInvalid invalid =
                Assertions.catchThrowableOfType(DocumentInvalid.class, () -> RuleBundle.read(archive));
        assertThat(invalid).as(because).isNotNull();
        assertThat(invalid.problems()).extracting(Problem::toString).anyMatch(problem -> problem.contains(because));
    }

    private static JsonNode json(String text) {
        return Documents.read(text, 1 << 20).getFirst();
    }

    private static byte[] tar(Map<String, String> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Map.Entry<String, String> file : files.entrySet()) {
                byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey(), true);
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return bytes.toByteArray();
    }

    private static byte[] special(byte kind) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            TarArchiveEntry entry = new TarArchiveEntry("policy.wasm", kind);
            entry.setLinkName("/etc/passwd");
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return bytes.toByteArray();
    }
}
