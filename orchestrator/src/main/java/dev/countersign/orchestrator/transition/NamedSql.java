package dev.countersign.orchestrator.transition;

import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A statement with {@code :name} parameters, turned once into the positional form that Postgres prepares. A cast
 * ({@code ::text}) and an assignment ({@code :=}) are left alone.
 */
public final class NamedSql {
    private static final Pattern NAME = Pattern.compile("(?<!:):([a-z][a-z0-9_]*)");

    private final String positional;
    private final List<String> names;

    private NamedSql(String positional, List<String> names) {
        this.positional = positional;
        this.names = names;
    }

    public static NamedSql of(String text) {
        var names = new ArrayList<String>();
        Matcher matcher = NAME.matcher(text);
        var out = new StringBuilder();
        while (matcher.find()) {
            String name = matcher.group(1);
            int at = names.indexOf(name);
            if (at < 0) {
                names.add(name);
                at = names.size() - 1;
            }
            matcher.appendReplacement(out, Matcher.quoteReplacement("$" + (at + 1)));
        }
        matcher.appendTail(out);
        return new NamedSql(out.toString(), List.copyOf(names));
    }

    String positional() {
        return positional;
    }

    /** Every parameter has to be there, even if it is null; an unknown one is a bug in the caller. */
    Tuple bind(Map<String, ? extends @Nullable Object> values) {
        if (values.size() != names.size() || !values.keySet().containsAll(names)) {
            throw new IllegalArgumentException("statement needs " + names + ", got " + values.keySet());
        }
        Tuple tuple = Tuple.tuple();
        names.forEach(name -> tuple.addValue(values.get(name)));
        return tuple;
    }
}
