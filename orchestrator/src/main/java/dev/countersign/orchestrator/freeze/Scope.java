package dev.countersign.orchestrator.freeze;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a freeze stops.
 *
 * @param id which connector, dotted tool, workflow or run; null for everything
 */
public record Scope(Kind kind, @Nullable String id) {

    /** The things that can be stopped. */
    public enum Kind {
        ALL,
        CONNECTOR,
        TOOL,
        WORKFLOW,
        RUN;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Kind> of(String wire) {
            return Arrays.stream(values())
                    .filter(kind -> kind.wire().equals(wire))
                    .findFirst();
        }
    }

    public static final Scope ALL = new Scope(Kind.ALL, null);

    public Scope {
        if ((kind == Kind.ALL) != (id == null)) {
            throw new IllegalArgumentException("everything has no id, anything else has one");
        }
    }

    /** "everything", "connector crm". */
    public String words() {
        return kind == Kind.ALL ? "everything" : kind.wire() + " " + id;
    }
}
