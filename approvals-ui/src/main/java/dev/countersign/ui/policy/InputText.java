package dev.countersign.ui.policy;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.ui.page.InertText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The text of the decision tester: the example, and how it becomes an input. */
final class InputText {

    /** The first thing that a person sees; the shipped policy asks finance about it. */
    static final String EXAMPLE = example();

    static final int MAX_CHARS = 500_000;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private InputText() {}

    /** Either the input, or what is wrong with the text; exactly one of the two is null. */
    record Read(@Nullable ObjectNode input, TestView.@Nullable Problem problem) {}

    static Read read(String text) {
        if (text.isBlank()) {
            return wrong("There is no input.", "Write the JSON that policy would be asked about.");
        }
        if (text.length() > MAX_CHARS) {
            return wrong("This input is too long.", "It has %,d characters; 500,000 fit.".formatted(text.length()));
        }
        try {
            JsonNode tree = JSON.readTree(text);
            return tree instanceof ObjectNode object
                    ? new Read(object, null)
                    : wrong("This is not an object.", "An input begins with { and has members such as action and run.");
        } catch (JsonProcessingException notJson) {
            return wrong("This is not JSON.", words(notJson));
        }
    }

    private static String words(JsonProcessingException notJson) {
        JsonLocation at = notJson.getLocation();
        String place = at == null ? "" : "Line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
        String message = InertText.line(notJson.getOriginalMessage(), 300).value();
        return place + message + (message.endsWith(".") ? "" : ".");
    }

    private static Read wrong(String headline, String words) {
        return new Read(null, new TestView.Problem("INVALID", headline, words + " Policy was not asked.", List.of()));
    }

    private static String example() {
        try (InputStream file = InputText.class.getResourceAsStream("/countersign/policy-input-example.json")) {
            if (file == null) {
                throw new IllegalStateException("The jar of the pages lacks the example of a policy input");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
