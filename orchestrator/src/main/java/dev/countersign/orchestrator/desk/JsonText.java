package dev.countersign.orchestrator.desk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;

/** JSON as a person reads it in a code box. */
final class JsonText {
    private static final Separators SPACED = Separators.createDefaultInstance()
            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
            .withObjectEntrySpacing(Separators.Spacing.AFTER)
            .withArrayValueSpacing(Separators.Spacing.AFTER)
            .withObjectEmptySeparator("")
            .withArrayEmptySeparator("");
    private static final Separators INDENTED =
            SPACED.withObjectEntrySpacing(Separators.Spacing.NONE).withArrayValueSpacing(Separators.Spacing.NONE);
    private static final ObjectWriter LINE =
            writer(new DefaultPrettyPrinter(SPACED), DefaultPrettyPrinter.NopIndenter.instance);
    private static final ObjectWriter BLOCK =
            writer(new DefaultPrettyPrinter(INDENTED), DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"));

    private JsonText() {}

    /** On one line, which the box wraps. */
    static String line(JsonNode node) {
        return text(LINE, node);
    }

    /** A member on each line, as it is worth it where the whole document is shown. */
    static String block(JsonNode node) {
        return text(BLOCK, node);
    }

    private static ObjectWriter writer(DefaultPrettyPrinter printer, DefaultPrettyPrinter.Indenter indenter) {
        printer.indentObjectsWith(indenter);
        printer.indentArraysWith(indenter);
        return new ObjectMapper().writer(printer);
    }

    private static String text(ObjectWriter writer, JsonNode node) {
        try {
            return writer.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree cannot be written", e);
        }
    }
}
