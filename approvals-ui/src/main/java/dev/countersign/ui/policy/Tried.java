package dev.countersign.ui.policy;

import java.util.List;

/** What came of asking policy about an input that somebody wrote. */
public sealed interface Tried {

    /** Policy was asked. */
    record Answered(Explained explained) implements Tried {}

    /** The input is none that policy can be asked about. */
    record Wrong(List<Flaw> flaws) implements Tried {
        public Wrong {
            flaws = List.copyOf(flaws);
        }
    }

    /** One thing that is wrong: where as a JSON Pointer, and what to do about it. */
    record Flaw(String pointer, String fix) {}
}
