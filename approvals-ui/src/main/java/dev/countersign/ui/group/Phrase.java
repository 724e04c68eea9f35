package dev.countersign.ui.group;

import dev.countersign.ui.card.Sentence;
import dev.countersign.ui.page.InertText;
import java.util.ArrayList;
import java.util.List;

/** "Set **close date** on **12 opportunities**": the action of the connector document and how many of what. */
final class Phrase {

    private Phrase() {}

    static List<Sentence.Part> of(String action, List<Item> items, boolean more) {
        String words = InertText.line(action, 100).value();
        int verb = words.indexOf(' ');
        String many = "%,d".formatted(items.size()) + (more ? "+" : "") + " " + Noun.of(items, items.size());
        List<Sentence.Part> parts = new ArrayList<>();
        if (verb > 0) {
            parts.add(new Sentence.Part(words.substring(0, verb + 1), false));
            parts.add(new Sentence.Part(words.substring(verb + 1), true));
        } else {
            parts.add(new Sentence.Part(words, true));
        }
        // What was not there before is made, not changed: "on" would claim too much.
        boolean made = items.stream().allMatch(item -> item.readAt() == null);
        parts.add(new Sentence.Part(made ? ": " : " on ", false));
        parts.add(new Sentence.Part(many, true));
        return parts;
    }
}
