package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.canonical.CanonicalJson;
import dev.countersign.mcp.canonical.Digest;
import dev.countersign.mcp.canonical.LostNumber;
import dev.countersign.mcp.schema.Problem;
import dev.countersign.orchestrator.connector.PinnedConnector;
import dev.countersign.orchestrator.transition.Rows;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A model's arguments, read, checked against the raw schema, clamped and digested; or what is wrong with them. */
sealed interface ProposedArguments {
    int MAX_BYTES = 256 * 1024;

    /** @param proposed the arguments before clamping, null when nothing was clamped */
    record Fit(ObjectNode arguments, @Nullable JsonNode proposed, String digest) implements ProposedArguments {}

    /**
     * @param detail all of it in a sentence, for a model
     * @param problems the same with where it is
     */
    record Wrong(String detail, List<Problem> problems) implements ProposedArguments {

        private Wrong(String detail) {
            this(detail, List.of(new Problem("", null, detail)));
        }

        private Wrong(String pointer, String fix) {
            this(pointer + ": " + fix, List.of(new Problem(pointer, null, fix)));
        }
    }

    static ProposedArguments read(String text, PinnedConnector.Tool tool) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            return new Wrong("The arguments have " + bytes + " bytes; at most " + MAX_BYTES + " are allowed.");
        }
        JsonNode parsed;
        try {
            parsed = Rows.JSON.readTree(text.isBlank() ? "{}" : text);
        } catch (JsonProcessingException broken) {
            var at = broken.getLocation();
            return new Wrong("The arguments are not valid JSON"
                    + (at == null ? "." : " at line " + at.getLineNr() + ", column " + at.getColumnNr() + "."));
        }
        if (!(parsed instanceof ObjectNode proposed)) {
            return new Wrong("The arguments have to be a JSON object.");
        }
        List<LostNumber> lost = CanonicalJson.lostNumbers(proposed);
        if (!lost.isEmpty()) {
            return new Wrong(
                    lost.getFirst().pointer().toString(),
                    "the number " + lost.getFirst().number()
                            + " does not survive as a JSON number. Send it as text, or with fewer digits.");
        }
        Optional<JsonPointer> masked = masked(proposed, JsonPointer.empty());
        if (masked.isPresent()) {
            return new Wrong(
                    masked.get().toString(),
                    "this is a masked value, which you cannot know. Leave it out, name the"
                            + " record by its id instead, or ask the person who runs this workflow for the value.");
        }
        ObjectNode clamped = tool.binding().clamped(proposed);
        List<Problem> problems = tool.proposable().validate(clamped);
        if (!problems.isEmpty()) {
            return new Wrong(
                    problems.stream().limit(5).map(ProposedArguments::sentence).collect(Collectors.joining(" ")),
                    problems);
        }
        ObjectNode canonical = (ObjectNode) Rows.parse(CanonicalJson.text(clamped));
        return new Fit(
                canonical,
                clamped == proposed ? null : proposed,
                Digest.of(canonical).value());
    }

    /** Where dots of ours come back: sent on, they would overwrite what they stand for. */
    private static Optional<JsonPointer> masked(JsonNode node, JsonPointer at) {
        if (node.isTextual() && node.asText().contains(Masking.DOTS)) {
            return Optional.of(at);
        }
        for (int index = 0; node.isArray() && index < node.size(); index++) {
            Optional<JsonPointer> found = masked(node.get(index), at.appendIndex(index));
            if (found.isPresent()) {
                return found;
            }
        }
        return node.properties().stream()
                .map(member -> member.getKey().contains(Masking.DOTS)
                        ? Optional.of(at.appendProperty(member.getKey()))
                        : masked(member.getValue(), at.appendProperty(member.getKey())))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static String sentence(Problem problem) {
        return (problem.pointer().isEmpty() ? "/" : problem.pointer()) + ": " + problem.fix();
    }
}
