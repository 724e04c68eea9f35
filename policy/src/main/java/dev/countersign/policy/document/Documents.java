package dev.countersign.policy.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Reads YAML 1.2 or JSON, several documents in one text. {@code no} and {@code on} are text; anchors, aliases, merge
 * keys, tags and duplicate keys are refused; size and depth have bounds.
 */
public final class Documents {

    static final int MAX_DEPTH = 100;

    private static final JsonFactory STRICT = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();
    private static final ObjectMapper JSON =
            new ObjectMapper(STRICT).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Documents() {}

    /**
     * The documents of a text in their order, empty ones left out.
     *
     * @param maxBytes refuses a text that is longer than this in UTF-8
     * @throws DocumentInvalid with line and column of what cannot be accepted
     */
    public static List<JsonNode> read(String text, int maxBytes) {
        if (text.length() > maxBytes || text.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            throw new DocumentInvalid(
                    new Problem("", "the whole text", "Make the document smaller: at most " + maxBytes + " bytes."));
        }
        return json(text).map(List::of).orElseGet(() -> new YamlReader(text).documents());
    }

    /** JSON is read as JSON, which is stricter and faster. A text that is none may still be YAML in flow style. */
    private static Optional<JsonNode> json(String text) {
        String start = text.stripLeading();
        if (!start.startsWith("{") && !start.startsWith("[")) {
            return Optional.empty();
        }
        try (JsonParser parser = JSON.createParser(text)) {
            JsonNode node = JSON.readTree(parser);
            return parser.nextToken() == null ? Optional.ofNullable(node) : Optional.empty();
        } catch (JsonProcessingException notStrictJson) {
            return Optional.empty();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
