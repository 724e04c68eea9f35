package dev.countersign.ui.policy;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What the address of a policy page says. What we cannot read is as good as none. */
class PolicyParameters {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final int TEXT_MAX_CHARS = 200;

    @RestQuery
    @Nullable
    String tool;

    @RestQuery("q")
    @Nullable
    String text;

    @RestQuery
    @Nullable
    String by;

    @RestQuery
    @Nullable
    String before;

    @RestQuery
    @Nullable
    String to;

    InForceView.Filter filter() {
        return new InForceView.Filter(cut(tool), cut(text), "tool".equals(by));
    }

    Optional<Long> before() {
        return number(before);
    }

    Optional<Long> to() {
        return number(to);
    }

    static Optional<Long> number(@Nullable String text) {
        return text != null && NUMBER.matcher(text).matches() ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    private static String cut(@Nullable String text) {
        if (text == null) {
            return "";
        }
        String stripped = text.strip();
        return stripped.substring(0, Math.min(stripped.length(), TEXT_MAX_CHARS));
    }
}
