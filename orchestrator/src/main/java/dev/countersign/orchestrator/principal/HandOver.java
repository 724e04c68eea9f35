package dev.countersign.orchestrator.principal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Lets a person hand decisions over, with the same checks for the API and the page. */
@Singleton
public class HandOver {
    private static final Duration LONGEST = Duration.ofDays(366);

    private final People people;
    private final Delegations delegations;
    private final InstantSource clock;

    HandOver(People people, Delegations delegations, InstantSource clock) {
        this.people = people;
        this.delegations = delegations;
        this.clock = clock;
    }

    /** Whose decisions, to whom, from when until when; {@code groups} and {@code tools} empty for all. */
    public record Wish(
            String person, String to, Instant from, Instant until, List<String> groups, List<String> tools) {}

    /** What came of it. */
    public sealed interface Result {
        record Done(Delegation delegation) implements Result {}

        /** A member of the wish that cannot be, and the way out; {@code code} is INVALID, CYCLE or TOO_MANY_HOPS. */
        record Wrong(String code, String member, @Nullable JsonNode value, String fix) implements Result {}
    }

    public Result make(Wish wish, String by) {
        Optional<Result> wrong = check(wish);
        if (wrong.isPresent()) {
            return wrong.get();
        }
        Delegations.Made made = delegations.create(
                wish.person(),
                wish.to(),
                wish.from().truncatedTo(ChronoUnit.MILLIS),
                wish.until().truncatedTo(ChronoUnit.MILLIS),
                wish.groups(),
                wish.tools(),
                by);
        return switch (made) {
            case Delegations.Made.Created created -> new Result.Done(created.delegation());
            case Delegations.Made.Refused refused -> refused(wish, refused.code());
        };
    }

    private Optional<Result> check(Wish wish) {
        Optional<Caller.Person> person = people.person(wish.person());
        if (person.isEmpty() || !person.get().is(Role.APPROVER)) {
            return wrong("/person", wish.person(), "Only an approver has decisions to hand over.");
        }
        Optional<Caller.Person> to = people.person(wish.to());
        if (to.isEmpty() || !to.get().is(Role.APPROVER)) {
            return wrong("/to", wish.to(), "Name a person who approves; GET /api/people lists them.");
        }
        if (wish.to().equals(wish.person())) {
            return wrong("/to", wish.to(), "Name somebody else: nobody stands in for oneself.");
        }
        if (!wish.until().isAfter(wish.from()) || !wish.until().isAfter(clock.instant())) {
            return wrong("/until", wish.until().toString(), "until has to lie after from and in the future.");
        }
        if (Duration.between(wish.from(), wish.until()).compareTo(LONGEST) > 0) {
            return wrong("/until", wish.until().toString(), "At most 366 days; hand over again later.");
        }
        var strange = new TreeSet<>(wish.groups());
        strange.removeAll(person.get().groups());
        if (!strange.isEmpty()) {
            return wrong(
                    "/scope/groups",
                    strange.first(),
                    wish.person() + " is in "
                            + String.join(", ", new TreeSet<>(person.get().groups())) + ".");
        }
        return Optional.empty();
    }

    private static Result refused(Wish wish, String code) {
        return switch (code) {
            case "CYCLE" ->
                new Result.Wrong(
                        code,
                        "/to",
                        text(wish.to()),
                        "The decisions would come back to " + wish.person() + " in a circle.");
            case "TOO_MANY_HOPS" ->
                new Result.Wrong(
                        code,
                        "/to",
                        text(wish.to()),
                        "A decision is handed on at most twice, and this would be a third time. Choose somebody else.");
            default ->
                new Result.Wrong(
                        "INVALID", "/to", text(wish.to()), "20 are running already; take one of them back first.");
        };
    }

    private static Optional<Result> wrong(String member, String value, String fix) {
        return Optional.of(new Result.Wrong("INVALID", member, text(value), fix));
    }

    private static JsonNode text(String value) {
        return JsonNodeFactory.instance.textNode(value);
    }
}
