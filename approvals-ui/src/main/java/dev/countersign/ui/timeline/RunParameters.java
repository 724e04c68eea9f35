package dev.countersign.ui.timeline;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What the address of a page about runs says. What we cannot read is as good as none. */
class RunParameters {

    private static final int ROWS = 50;
    private static final int STEPS_MAX = 1_000;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,15}");
    private static final Pattern WORKFLOW = Pattern.compile("[a-z][a-z0-9-]{0,39}");
    private static final Pattern CURSOR = Pattern.compile("[A-Za-z0-9_-]{1,500}");

    @RestQuery
    @Nullable
    String state;

    @RestQuery
    @Nullable
    String workflow;

    @RestQuery
    @Nullable
    String cursor;

    @RestQuery
    @Nullable
    String after;

    @RestQuery
    @Nullable
    String round;

    RunQuery query() {
        return new RunQuery(
                state != null && RunsView.STATES.contains(state) ? state : null,
                matching(WORKFLOW, workflow),
                matching(CURSOR, cursor),
                ROWS);
    }

    long after() {
        return number(after).orElse(0L);
    }

    int round() {
        return number(round)
                .filter(asked -> asked <= Integer.MAX_VALUE)
                .orElse(0L)
                .intValue();
    }

    static Optional<Integer> step(String text) {
        return number(text).filter(step -> step >= 1 && step <= STEPS_MAX).map(Long::intValue);
    }

    private static Optional<Long> number(@Nullable String text) {
        return Optional.ofNullable(matching(NUMBER, text)).map(Long::parseLong);
    }

    private static @Nullable String matching(Pattern form, @Nullable String text) {
        return text != null && form.matcher(text).matches() ? text : null;
    }
}
