package dev.countersign.ui.timeline;

import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.page.Frame;
import dev.countersign.ui.page.InertText;
import io.quarkus.qute.TemplateData;
import java.util.ArrayList;
import java.util.List;

/** What a model was asked, as the template shows it: bounded, and all of it inert. */
@TemplateData
public record PromptView(
        Frame frame,
        String run,
        String workflow,
        int step,
        boolean same,
        String proof,
        List<Message> messages,
        int leftOut,
        boolean listed,
        List<Tool> tools) {

    private static final int MESSAGES = 60;
    private static final int MESSAGE_MAX_CHARS = 20_000;
    private static final int PAGE_MAX_CHARS = 200_000;

    /** One message under its role. */
    @TemplateData
    public record Message(String role, InertText text) {}

    /** One tool with its description and its parameters. */
    @TemplateData
    public record Tool(String name, InertText description, InertText parameters) {}

    static PromptView of(Prompt prompt, Viewer viewer) {
        var messages = new ArrayList<Message>();
        int left = PAGE_MAX_CHARS;
        // The newest are what the step was about; the beginning stands in the steps before it.
        List<Prompt.Message> all = prompt.messages();
        for (int i = all.size() - 1; i >= 0 && messages.size() < MESSAGES && left > 0; i--) {
            InertText text = InertText.block(all.get(i).text(), Math.min(MESSAGE_MAX_CHARS, left));
            left -= text.value().length();
            messages.addFirst(new Message(role(all.get(i).role()), text));
        }
        return new PromptView(
                Frame.at("runs", "Prompt of step " + prompt.step(), viewer),
                prompt.run().toString(),
                Inert.line(prompt.workflow(), 100),
                prompt.step(),
                prompt.proof() == Prompt.Proof.SAME,
                proof(prompt.proof()),
                messages,
                all.size() - messages.size(),
                prompt.tools() != null,
                prompt.tools() == null
                        ? List.of()
                        : prompt.tools().stream()
                                .limit(200)
                                .map(tool -> new Tool(
                                        Inert.line(tool.name(), 100),
                                        InertText.block(tool.description(), 4_000),
                                        InertText.block(tool.parameters(), MESSAGE_MAX_CHARS)))
                                .toList());
    }

    private static String role(String role) {
        return switch (role) {
            case "system" -> "Instructions";
            case "user" -> "Input";
            case "assistant" -> "Model";
            case "tool" -> "Answer to a call";
            default -> Inert.line(role, 60);
        };
    }

    private static String proof(Prompt.Proof proof) {
        return switch (proof) {
            case SAME -> "Exactly what was sent: its digest is the one that was taken then.";
            case DIFFERENT ->
                "Not what was sent: a part of it was erased or changed since, and the digest that was taken then is another.";
            case NOT_TAKEN ->
                "Put together from what is stored. This step is from before digests were taken, so nothing proves it.";
        };
    }
}
