package dev.countersign.orchestrator.replay;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** How many calls went from which answer to which. Not thread safe. */
public final class Matrix {
    private final long[][] cells = new long[Outcome.values().length][Outcome.values().length];

    public void add(Outcome from, Outcome to, long calls) {
        cells[from.ordinal()][to.ordinal()] += calls;
    }

    void add(Matrix other) {
        for (Outcome from : Outcome.values()) {
            for (Outcome to : Outcome.values()) {
                add(from, to, other.count(from, to));
            }
        }
    }

    public long count(Outcome from, Outcome to) {
        return cells[from.ordinal()][to.ordinal()];
    }

    /** All calls that were compared. */
    public long compared() {
        long sum = 0;
        for (Outcome from : Outcome.values()) {
            for (Outcome to : Outcome.values()) {
                sum += count(from, to);
            }
        }
        return sum;
    }

    /** Calls whose answer is another one now. */
    public long changed() {
        long same = 0;
        for (Outcome outcome : Outcome.values()) {
            same += count(outcome, outcome);
        }
        return compared() - same;
    }

    /** Stopped or asked about before, and would simply happen now. */
    public long released() {
        return to(Outcome.PERMIT);
    }

    /** Nobody was asked before, and somebody would be now. */
    public long newlyAsked() {
        return to(Outcome.REQUIRE_APPROVAL);
    }

    /** Could go on before, alone or with a yes, and would be denied now. */
    public long newlyDenied() {
        return count(Outcome.PERMIT, Outcome.DENY) + count(Outcome.REQUIRE_APPROVAL, Outcome.DENY);
    }

    /** Had a clean answer before and would have none now, which refuses. */
    public long newlyIndeterminate() {
        return to(Outcome.INDETERMINATE);
    }

    private long to(Outcome to) {
        long sum = 0;
        for (Outcome from : Outcome.values()) {
            sum += from == to ? 0 : count(from, to);
        }
        return sum;
    }

    /** Every cell, zeros too: {@code {old: {new: calls}}}. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (Outcome from : Outcome.values()) {
            ObjectNode row = json.putObject(from.wire());
            for (Outcome to : Outcome.values()) {
                row.put(to.wire(), count(from, to));
            }
        }
        return json;
    }
}
