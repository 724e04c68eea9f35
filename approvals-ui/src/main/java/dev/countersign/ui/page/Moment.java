package dev.countersign.ui.page;

import io.quarkus.qute.TemplateData;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * An instant as a page shows it. The server does not know the reader's zone and writes UTC; the page's script rewrites
 * the text and the title in the reader's zone from {@code datetime} and {@code as}.
 */
@TemplateData
public record Moment(String datetime, String as, String title, String text, boolean soon) {

    private static final DateTimeFormatter CLOCK = format("HH:mm:ss");
    private static final DateTimeFormatter MINUTE = format("HH:mm");
    private static final DateTimeFormatter DAY = format("d MMM yyyy");
    private static final DateTimeFormatter FULL = format("d MMM yyyy, HH:mm:ss 'UTC'");
    private static final Duration SOON = Duration.ofMinutes(15);

    /** 14:02:11, with the day before it when that is another one. */
    public static Moment clock(Instant at, Instant now) {
        ZonedDateTime time = at.atZone(ZoneOffset.UTC);
        String day = isSameDay(at, now) ? "" : DAY.format(time) + ", ";
        return of(at, "clock", day + CLOCK.format(time), false);
    }

    /** "14:02", with the day before it when that is another one. */
    public static Moment since(Instant at, Instant now) {
        ZonedDateTime time = at.atZone(ZoneOffset.UTC);
        String day = isSameDay(at, now) ? "" : DAY.format(time) + ", ";
        return of(at, "since", day + MINUTE.format(time), false);
    }

    /** "today 14:40" or "20 Nov 2026 14:40". */
    public static Moment when(Instant at, Instant now) {
        ZonedDateTime time = at.atZone(ZoneOffset.UTC);
        String day = isSameDay(at, now) ? "today" : DAY.format(time);
        return of(at, "when", day + " " + MINUTE.format(time), false);
    }

    /** "19 Nov 2026, 14:01:48". */
    public static Moment full(Instant at) {
        ZonedDateTime time = at.atZone(ZoneOffset.UTC);
        return of(at, "full", DAY.format(time) + ", " + CLOCK.format(time), false);
    }

    /** Time left: "38 min", "1 h 10"; "over" when there is none. */
    public static Moment left(Instant at, Instant now) {
        Duration left = Duration.between(now, at);
        return of(at, "left", leftText(left), left.compareTo(SOON) < 0);
    }

    /** "4 s ago", "3 min ago", later the clock. */
    public static Moment ago(Instant at, Instant now) {
        long seconds = Math.max(0, Duration.between(at, now).toSeconds());
        if (seconds >= 3_600) {
            Moment clock = clock(at, now);
            return of(at, "ago", clock.text(), false);
        }
        return of(at, "ago", seconds < 60 ? seconds + " s ago" : seconds / 60 + " min ago", false);
    }

    /** A day as people write it: 15 Jan 2027. */
    public static String day(LocalDate date) {
        return DAY.format(date);
    }

    /** "5 min 21 s", "1 h 10 min", "3 min". */
    public static String span(Duration span) {
        long seconds = Math.max(0, span.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + " min" + rest(seconds % 60, " s");
        }
        return seconds / 3_600 + " h" + rest(seconds % 3_600 / 60, " min");
    }

    private static String rest(long amount, String unit) {
        return amount == 0 ? "" : " " + amount + unit;
    }

    private static Moment of(Instant at, String as, String text, boolean soon) {
        return new Moment(at.toString(), as, FULL.format(at.atZone(ZoneOffset.UTC)), text, soon);
    }

    private static String leftText(Duration left) {
        if (left.isNegative() || left.isZero()) {
            return "over";
        }
        if (left.toMinutes() < 1) {
            return left.toSeconds() + " s";
        }
        if (left.toMinutes() < 60) {
            return left.toMinutes() + " min";
        }
        if (left.toHours() < 48) {
            return "%d h %02d".formatted(left.toHours(), left.toMinutesPart());
        }
        return left.toDays() + " days";
    }

    private static boolean isSameDay(Instant one, Instant other) {
        return LocalDate.ofInstant(one, ZoneOffset.UTC).equals(LocalDate.ofInstant(other, ZoneOffset.UTC));
    }

    private static DateTimeFormatter format(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
    }
}
