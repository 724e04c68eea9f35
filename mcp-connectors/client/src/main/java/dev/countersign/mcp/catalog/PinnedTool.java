package dev.countersign.mcp.catalog;

import com.fasterxml.jackson.core.JsonPointer;
import dev.countersign.mcp.connector.Connector;
import dev.countersign.mcp.connector.DocumentInvalid;
import dev.countersign.mcp.connector.Effect;
import dev.countersign.mcp.connector.ToolBinding;
import dev.countersign.mcp.schema.Problem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A tool of a connector document joined with what its server said about it at registration.
 *
 * @param effect the declared one, or a stricter one where the server's annotations say so
 */
public record PinnedTool(ToolBinding binding, Effect effect, ToolDescriptor descriptor) {

    public String name() {
        return binding.name();
    }

    /** Joins every tool of the document, in its order; what does not fit is reported all at once. */
    public static List<PinnedTool> join(Connector connector, List<ToolDescriptor> descriptors) throws DocumentInvalid {
        List<Problem> problems = new ArrayList<>();
        List<PinnedTool> pinned = new ArrayList<>();
        for (ToolBinding binding : connector.tools().values()) {
            String at =
                    JsonPointer.compile("/tools").appendProperty(binding.name()).toString();
            List<ToolDescriptor> named = descriptors.stream()
                    .filter(descriptor -> descriptor.name().equals(binding.name()))
                    .toList();
            if (named.size() != 1) {
                problems.add(new Problem(
                        at,
                        null,
                        named.isEmpty()
                                ? "Remove it or mend its name: the server has no tool of this name."
                                : "Ask the server's owner: it has several tools of this name."));
                continue;
            }
            ToolDescriptor descriptor = named.getFirst();
            descriptor
                    .arguments()
                    .problems()
                    .forEach(problem -> problems.add(
                            new Problem(at, null, "The server's input schema cannot be used. " + problem.fix())));
            pinned.add(new PinnedTool(
                    binding,
                    EffectRule.effective(binding.effect(), descriptor.raw().path("annotations")),
                    descriptor));
        }
        pinned.forEach(tool -> readsOnly(tool, pinned, problems));
        if (!problems.isEmpty()) {
            throw new DocumentInvalid(DocumentInvalid.Code.INVALID, problems);
        }
        return List.copyOf(pinned);
    }

    /** What we call on our own, without a decision, must have no effect, whatever the document says. */
    private static void readsOnly(PinnedTool tool, List<PinnedTool> pinned, List<Problem> problems) {
        ToolBinding binding = tool.binding();
        Set<String> reads = new LinkedHashSet<>();
        binding.facts().values().forEach(fact -> reads.add(fact.tool()));
        Optional.ofNullable(binding.context()).ifPresent(context -> reads.add(context.tool()));
        Optional.ofNullable(binding.probe()).ifPresent(probe -> reads.add(probe.tool()));
        pinned.stream()
                .filter(other -> reads.contains(other.name()) && other.effect() != Effect.READ)
                .forEach(other -> problems.add(new Problem(
                        JsonPointer.compile("/tools")
                                .appendProperty(tool.name())
                                .toString(),
                        null,
                        "Read with another tool than " + other.name() + ": its server says that it writes.")));
    }
}
