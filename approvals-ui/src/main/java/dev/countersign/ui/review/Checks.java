package dev.countersign.ui.review;

import dev.countersign.ui.card.Card;
import dev.countersign.ui.card.ChangeView;
import dev.countersign.ui.card.Tier;
import dev.countersign.ui.page.InertText;
import io.quarkus.qute.TemplateData;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a person ticks and types before approving something wide or irreversible. All of it follows from what is true of
 * the card, never from the agent's words. The page asks for it and the server looks again.
 *
 * @param ticks one sentence each; empty below T3
 * @param count what has to be typed, digits only; empty when no count is asked for
 * @param counted what is counted: "records", "people"
 */
@TemplateData
public record Checks(List<String> ticks, String count, String counted) {
    private static final Checks NONE = new Checks(List.of(), "", "");
    private static final int NAMED = 3;
    private static final Pattern REACH = Pattern.compile("(\\d{1,9}) (\\S.*)");

    public Checks {
        ticks = List.copyOf(ticks);
    }

    /** Nothing below T3. A count is asked for when one person decides alone, or when it is more than one. */
    public static Checks of(Review review) {
        if (review.tier() != Tier.T3) {
            return NONE;
        }
        Matcher reach = REACH.matcher(review.card().blastRadius());
        boolean counts =
                reach.matches() && (review.quorum() == 1 || !reach.group(1).equals("1"));
        return new Checks(ticks(review.card()), counts ? reach.group(1) : "", counts ? noun(reach.group(2)) : "");
    }

    /** What is missing of it, as a sentence; empty when nothing is. */
    public Optional<String> missing(Set<String> ticked, @Nullable String typed) {
        Set<String> needed = IntStream.rangeClosed(1, ticks.size())
                .mapToObj(Integer::toString)
                .collect(Collectors.toSet());
        needed.removeAll(ticked);
        boolean typedRight = count.isEmpty()
                || (typed != null && typed.replaceAll("[\\s,.]", "").equals(count));
        if (needed.isEmpty() && typedRight) {
            return Optional.empty();
        }
        String tick = needed.isEmpty() ? "" : "Tick " + needed.size() + " more";
        String type = typedRight ? "" : "type the number of " + counted;
        if (tick.isEmpty()) {
            return Optional.of(Character.toUpperCase(type.charAt(0)) + type.substring(1) + ".");
        }
        return Optional.of(tick + (type.isEmpty() ? "." : " and " + type + "."));
    }

    private static List<String> ticks(Card card) {
        var ticks = new ArrayList<String>();
        if (card.lost().size() > NAMED) {
            ticks.add("All " + card.lost().size() + " things under “Lost for good” may be lost");
        } else {
            card.lost().forEach(lost -> ticks.add("May be lost: " + line(lost)));
        }
        if (ticks.isEmpty()) {
            values(card, ticks);
        }
        if (card.message() != null) {
            int people = card.message().to().size();
            ticks.add(
                    people == 1
                            ? "It goes to "
                                    + line(card.message().to().getFirst().address())
                            : "It goes to all " + people + " people above");
        }
        if (card.reversible() == Card.Reversible.NO) {
            ticks.add(card.message() == null ? "It cannot be undone" : "It cannot be recalled");
        }
        if (ticks.isEmpty()) {
            ticks.add("It reaches " + line(card.blastRadius()));
        }
        return ticks;
    }

    private static void values(Card card, List<String> ticks) {
        List<ChangeView> written = ChangeView.of(card.changes(), false).stream()
                .filter(ChangeView::touched)
                .toList();
        if (written.size() > NAMED) {
            ticks.add("All " + written.size() + " new values are right");
        } else {
            written.forEach(change -> ticks.add(
                    change.field() + (change.masked() ? " may change" : " becomes " + line(change.proposed()))));
        }
    }

    private static String noun(String reach) {
        String word = line(reach).split("[,;]")[0];
        return word.equals("record") ? "records" : word.equals("person") ? "people" : word;
    }

    private static String line(String text) {
        InertText inert = InertText.line(text, 200);
        return inert.cut() == 0 ? inert.value() : inert.value() + "…";
    }
}
