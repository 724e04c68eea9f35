package dev.countersign.policy.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.policy.document.DocumentInvalid;
import dev.countersign.policy.document.Documents;
import dev.countersign.policy.document.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** From the files of an archive to a bundle, with everything that is wrong at once. */
final class BundleReader {

    private static final String WASM = "policy.wasm";
    private static final List<String> DATA = List.of("data.json", "data.yaml", "data.yml");
    private static final int MAX_DATA_BYTES = 8 << 20;

    private final Map<String, byte[]> files;
    private final List<Problem> problems = new ArrayList<>();

    BundleReader(Map<String, byte[]> files) {
        this.files = files;
    }

    RuleBundle bundle() {
        byte @Nullable [] wasm = files.get(WASM);
        Map<String, String> sources = sources();
        @Nullable JsonNode data = data();
        if (wasm == null && !sources.isEmpty()) {
            problem(
                    "/" + WASM,
                    "nothing",
                    "The bundle has Rego sources and no policy.wasm. Build it with opa build --target wasm"
                            + " --entrypoint countersign/decide --entrypoint countersign/explain"
                            + " --entrypoint countersign/needs --entrypoint countersign/catalogue.");
        } else if (wasm == null && data == null && problems.isEmpty()) {
            problem("", "neither rules nor data", "Put policy.wasm, data.json or both into the bundle.");
        }
        if (!problems.isEmpty()) {
            throw new DocumentInvalid(problems);
        }
        return new RuleBundle(
                wasm,
                wasm == null ? null : Digests.sha256(wasm),
                wasm == null ? sources : EntryPoints.putBack(sources),
                data);
    }

    private Map<String, String> sources() {
        Map<String, String> sources = new TreeMap<>();
        files.forEach((path, bytes) -> {
            if (path.endsWith(".rego")) {
                String text = text(path, bytes);
                if (text != null) {
                    sources.put(path, text);
                }
            }
        });
        return sources;
    }

    private @Nullable JsonNode data() {
        List<String> found =
                files.keySet().stream().filter(BundleReader::isData).toList();
        for (String path : found) {
            if (path.contains("/")) {
                problem(
                        "/" + path,
                        "data in a folder",
                        path + " lies in a folder. Policy data is one document, data.json, beside policy.wasm.");
            }
        }
        if (found.size() > 1 && problems.isEmpty()) {
            problem("/" + found.getLast(), "a second one", "Keep one of " + String.join(" and ", found) + ".");
        }
        if (found.isEmpty() || !problems.isEmpty()) {
            return null;
        }
        String text = text(found.getFirst(), files.get(found.getFirst()));
        return text == null ? null : document(found.getFirst(), text);
    }

    private static boolean isData(String path) {
        return DATA.contains(path.substring(path.lastIndexOf('/') + 1));
    }

    private @Nullable JsonNode document(String path, String text) {
        List<JsonNode> documents;
        try {
            documents = Documents.read(text, MAX_DATA_BYTES);
        } catch (DocumentInvalid unreadable) {
            problems.addAll(unreadable.problems());
            return null;
        }
        if (documents.isEmpty()
                || (documents.size() == 1
                        && documents.getFirst().isEmpty()
                        && documents.getFirst().isObject())) {
            return null;
        }
        if (documents.size() > 1) {
            problem("/" + path, documents.size() + " documents", "Write one policy data document into " + path + ".");
            return null;
        }
        JsonNode data = documents.getFirst();
        List<Problem> unfit = PolicyData.check(data);
        problems.addAll(unfit);
        return unfit.isEmpty() ? PolicyData.bare(data) : null;
    }

    private @Nullable String text(String path, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            problem("/" + path, bytes.length + " bytes", path + " is no UTF-8 text. Save it as UTF-8.");
            return null;
        }
    }

    private void problem(String pointer, String value, String fix) {
        problems.add(new Problem(pointer, value, fix));
    }
}
