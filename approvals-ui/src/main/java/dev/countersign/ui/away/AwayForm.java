package dev.countersign.ui.away;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** The fields as a browser sends them, all of them perhaps missing. Times are the server's zone, UTC. */
class AwayForm {

    @RestForm
    @Nullable
    String to;

    @RestForm
    @Nullable
    String from;

    @RestForm
    @Nullable
    String until;

    @RestForm
    @Nullable
    List<String> groups;

    String to() {
        return to == null ? "" : to.strip();
    }

    List<String> groups() {
        return groups == null ? List.of() : groups.stream().limit(50).toList();
    }

    AwayView.Typed typed() {
        return new AwayView.Typed(to(), from == null ? "" : from, until == null ? "" : until, groups());
    }

    static Optional<Instant> time(@Nullable String typed) {
        try {
            return typed == null || typed.isBlank()
                    ? Optional.empty()
                    : Optional.of(LocalDateTime.parse(typed.strip()).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
