package dev.countersign.ui.stop;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a freeze stops.
 *
 * @param id which one; null for everything
 */
public record Scope(Kind kind, @Nullable String id) {

    /** The things that can be stopped, in the order in which a page offers them. */
    public enum Kind {
        ALL,
        CONNECTOR,
        TOOL,
        WORKFLOW,
        RUN;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Kind> of(@Nullable String wire) {
            return Arrays.stream(values())
                    .filter(kind -> kind.wire().equals(wire))
                    .findFirst();
        }
    }

    public static final Scope ALL = new Scope(Kind.ALL, null);
}
