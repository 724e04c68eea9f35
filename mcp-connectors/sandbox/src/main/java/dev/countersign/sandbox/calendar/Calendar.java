package dev.countersign.sandbox.calendar;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.countersign.sandbox.database.Sql;
import dev.countersign.sandbox.tool.Answer;
import dev.countersign.sandbox.tool.Answer.Done;
import dev.countersign.sandbox.tool.Answer.Refused;
import dev.countersign.sandbox.tool.Answer.Told;
import dev.countersign.sandbox.tool.Arguments;
import dev.countersign.sandbox.tool.Handler;
import dev.countersign.sandbox.tool.Listing;
import dev.countersign.sandbox.tool.SystemOfRecord;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The calendar's tools. Working time is 09:00 to 17:00 UTC from Monday to Friday. */
@Singleton
class Calendar implements SystemOfRecord {

    private static final String OUR_DOMAIN = "@countersign.example";
    private static final Duration WINDOW_WHEN_OPEN = Duration.ofDays(14);
    private static final Duration WIDEST_WINDOW = Duration.ofDays(31);

    private final InstantSource clock = InstantSource.system();

    @Override
    public String connector() {
        return "calendar";
    }

    @Override
    public Map<String, Handler> handlers() {
        return Map.of(
                "find_free_slots", this::freeSlots,
                "check_attendees", Calendar::checkAttendees,
                "book_meeting", Calendar::book);
    }

    private Answer freeSlots(Arguments arguments, Sql sql) throws SQLException {
        var from = moment(arguments.optionalText("from"), clock.instant());
        var to = moment(arguments.optionalText("to"), from.plus(WINDOW_WHEN_OPEN));
        if (to.isBefore(from) || Duration.between(from, to).compareTo(WIDEST_WINDOW) > 0) {
            return Refused.because("INVALID_ARGUMENTS", "to must be at most 31 days after from");
        }
        var slots = sql.all(
                """
                select rfc3339(starts_at) as starts_at, rfc3339(starts_at + interval '30 minutes') as ends_at
                from generate_series(date_bin('30 minutes', ?::timestamptz, 'epoch'::timestamptz),
                       ?::timestamptz - interval '30 minutes', interval '30 minutes') as slots (starts_at)
                where starts_at >= ?::timestamptz
                  and extract(isodow from starts_at at time zone 'UTC') < 6
                  and extract(hour from starts_at at time zone 'UTC') between 9 and 16
                  and not exists (select from meeting m where m.attendees && ?::text[]
                    and m.starts_at < slots.starts_at + interval '30 minutes' and m.ends_at > slots.starts_at)
                order by slots.starts_at limit ?""",
                from.toString(),
                to.toString(),
                from.toString(),
                arguments.texts("attendees"),
                arguments.integer("limit", 10));
        return new Told(Listing.of(slots));
    }

    private static Answer checkAttendees(Arguments arguments, Sql sql) {
        boolean allInternal = arguments.texts("attendees").stream()
                .allMatch(address -> address.toLowerCase(Locale.ROOT).endsWith(OUR_DOMAIN));
        return new Told(JsonNodeFactory.instance.objectNode().put("all_internal", allInternal));
    }

    private static Answer book(Arguments arguments, Sql sql) throws SQLException {
        var startsAt = moment(arguments.text("starts_at"));
        var endsAt = startsAt.plus(Duration.ofMinutes(arguments.integer("duration_minutes", 30)));
        return new Done(sql.row(
                "insert into meeting (title, attendees, starts_at, ends_at)"
                        + " values (?, ?, ?::timestamptz, ?::timestamptz)"
                        + " returning meeting_id, rfc3339(starts_at) as starts_at, rfc3339(ends_at) as ends_at, 1 as version",
                arguments.text("title"),
                arguments.texts("attendees"),
                startsAt.toString(),
                endsAt.toString()));
    }

    private static Instant moment(@Nullable String text, Instant otherwise) {
        return text == null ? otherwise : moment(text);
    }

    private static Instant moment(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }
}
