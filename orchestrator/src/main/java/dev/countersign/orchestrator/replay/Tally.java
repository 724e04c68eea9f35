package dev.countersign.orchestrator.replay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arithmetic of a replay: takes compared calls, newest first, and becomes its report. Keeps numbers and at most
 * {@link #LISTED} calls of a kind, however many there are. Not thread safe.
 */
final class Tally {
    static final int LISTED = 200;

    private final Matrix matrix = new Matrix();
    private final QueueLoad queue = new QueueLoad();
    private final List<Compared> changed = new ArrayList<>();
    private final List<Compared> contradicting = new ArrayList<>();
    private long contradicted;
    private long releasedAgainstANo;
    private long masked;
    private long maskedChanged;
    private long uncounted;
    private long uncountedChanged;

    void add(Compared call) {
        matrix.add(call.from().outcome(), call.to().outcome(), 1);
        count(call);
        queue(call);
        if (call.changed() && changed.size() < LISTED) {
            changed.add(call);
        }
        if (call.contradictsAPerson() && contradicting.size() < LISTED) {
            contradicting.add(call);
        }
    }

    private void count(Compared call) {
        contradicted += call.contradictsAPerson() ? 1 : 0;
        releasedAgainstANo += call.released() && call.contradictsAPerson() ? 1 : 0;
        masked += call.masked() ? 1 : 0;
        maskedChanged += call.masked() && call.changed() ? 1 : 0;
        uncounted += call.uncounted() ? 1 : 0;
        uncountedChanged += call.uncounted() && call.changed() ? 1 : 0;
    }

    private void queue(Compared call) {
        if (call.stoppedElsewhere()) {
            return;
        }
        if (call.from().tier() != null) {
            queue.askedBefore(call.from().tier());
        }
        if (call.to().tier() != null) {
            queue.wouldBeAsked(call.to().tier());
        }
    }

    Matrix matrix() {
        return matrix;
    }

    QueueLoad queue() {
        return queue;
    }

    /** The report as the API shows it, over so many days. */
    ObjectNode report(BigDecimal days, long notAsked) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("sentence", sentence());
        json.set("matrix", matrix.json());
        json.put("compared", matrix.compared())
                .put("not_asked", notAsked)
                .put("changed", matrix.changed())
                .put("released", matrix.released())
                .put("newly_asked", matrix.newlyAsked())
                .put("newly_denied", matrix.newlyDenied())
                .put("newly_indeterminate", matrix.newlyIndeterminate());
        ObjectNode people = json.putObject("contradicted").put("count", contradicted);
        people.set("items", items(contradicting));
        people.put("note", note(contradicting.size(), contradicted));
        json.put("masked", masked)
                .put("masked_changed", maskedChanged)
                .put("uncounted", uncounted)
                .put("uncounted_changed", uncountedChanged);
        json.set("queue", queue.json(days));
        json.set("changed_calls", items(changed));
        json.put("changed_calls_more", matrix.changed() - changed.size());
        json.put("changed_calls_note", note(changed.size(), matrix.changed()));
        return json;
    }

    String sentence() {
        long released = matrix.released();
        if (released == 0) {
            return "This change would have released no calls.";
        }
        String calls = released == 1 ? "1 call" : released + " calls";
        String rejected = releasedAgainstANo == 0 ? "none" : Long.toString(releasedAgainstANo);
        return "This change would have released " + calls + "; people had rejected " + rejected + " of them.";
    }

    private static ArrayNode items(List<Compared> calls) {
        ArrayNode items = JsonNodeFactory.instance.arrayNode();
        calls.forEach(call -> items.add(call.json()));
        return items;
    }

    private static @Nullable String note(int listed, long all) {
        return listed == all
                ? null
                : "The newest " + listed + " of " + all + " are listed; " + (all - listed) + " more.";
    }
}
