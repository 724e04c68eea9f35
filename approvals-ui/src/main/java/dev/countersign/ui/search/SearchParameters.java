package dev.countersign.ui.search;

import dev.countersign.ui.page.PathId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What the address of the search page says; a field left empty is none. */
class SearchParameters {

    private static final int ROWS = 50;
    private static final int TEXT_MAX_CHARS = 200;
    private static final Pattern CURSOR = Pattern.compile("[A-Za-z0-9_-]{1,500}");

    @RestQuery
    @Nullable
    String q;

    @RestQuery
    @Nullable
    String ref;

    @RestQuery
    @Nullable
    String run;

    @RestQuery
    @Nullable
    String person;

    @RestQuery
    @Nullable
    String rule;

    @RestQuery
    @Nullable
    String cursor;

    Sought sought() {
        return new Sought(
                given(q), given(ref), PathId.of(given(run)).orElse(null), given(person), given(rule), cursor(), ROWS);
    }

    boolean isEmpty() {
        return given(q) == null
                && given(ref) == null
                && given(run) == null
                && given(person) == null
                && given(rule) == null;
    }

    /** A run is named by its id and by nothing else. */
    boolean isWrong() {
        return given(run) != null && PathId.of(given(run)).isEmpty();
    }

    @Nullable
    String cursor() {
        return cursor != null && CURSOR.matcher(cursor).matches() ? cursor : null;
    }

    /** The same search from another place on. */
    String href(@Nullable String from) {
        var href = new StringBuilder("/search?");
        append(href, "q", given(q));
        append(href, "ref", given(ref));
        append(href, "run", given(run));
        append(href, "person", given(person));
        append(href, "rule", given(rule));
        append(href, "cursor", from);
        return href.substring(0, href.length() - 1);
    }

    private static void append(StringBuilder href, String name, @Nullable String value) {
        if (value != null) {
            href.append(name)
                    .append('=')
                    .append(URLEncoder.encode(value, StandardCharsets.UTF_8))
                    .append('&');
        }
    }

    static @Nullable String given(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        String stripped = text.replace("\0", "").strip();
        return stripped.substring(0, Math.min(stripped.length(), TEXT_MAX_CHARS));
    }
}
