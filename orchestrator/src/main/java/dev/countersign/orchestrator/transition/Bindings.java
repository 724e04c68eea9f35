package dev.countersign.orchestrator.transition;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The named values of one statement. JSON is bound as text and cast in the statement, so that its bytes survive. */
public final class Bindings {
    private final Map<String, @Nullable Object> values = new HashMap<>();

    private Bindings() {}

    public static Bindings none() {
        return new Bindings();
    }

    public static Bindings of(String name, @Nullable Object value) {
        return new Bindings().and(name, value);
    }

    public Bindings and(String name, @Nullable Object value) {
        Object bound =
                switch (value) {
                    case Instant instant -> instant.atOffset(ZoneOffset.UTC);
                    case Collection<?> texts ->
                        texts.stream().map(String::valueOf).toArray(String[]::new);
                    case Enum<?> constant -> constant.name();
                    case null -> null;
                    default -> value;
                };
        values.put(name, bound);
        return this;
    }

    Map<String, @Nullable Object> values() {
        return Collections.unmodifiableMap(values);
    }
}
