package dev.countersign.orchestrator.desk;

import dev.countersign.orchestrator.approval.Snoozes;
import dev.countersign.orchestrator.principal.People;
import dev.countersign.orchestrator.toolcall.Claiming;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.page.Moment;
import dev.countersign.ui.review.AttentionDesk;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Claims and snoozes for the pages. */
@Singleton
public class AttentionBoard implements AttentionDesk {
    private final Claiming claiming;
    private final Snoozes snoozes;
    private final People people;

    public AttentionBoard(Claiming claiming, Snoozes snoozes, People people) {
        this.claiming = claiming;
        this.snoozes = snoozes;
        this.people = people;
    }

    @Override
    public Attended claim(Viewer viewer, UUID approval) {
        return claimed(claiming.claim(Readers.person(viewer), approval));
    }

    @Override
    public Attended release(Viewer viewer, UUID approval) {
        return claimed(claiming.release(Readers.person(viewer), approval));
    }

    private Attended claimed(Claiming.Result result) {
        return switch (result) {
            case Claiming.Result.Claimed mine -> new Attended.Done();
            case Claiming.Result.Released given -> new Attended.Done();
            case Claiming.Result.Taken taken ->
                new Attended.Refused(
                        "CLAIMED",
                        people.name(taken.by()) + " has it for another "
                                + Moment.span(Duration.between(Instant.now(), taken.until()))
                                + ". You can decide it all the same.");
            case Claiming.Result.Refused refused ->
                new Attended.Refused(refused.code().name(), refused.detail());
            case Claiming.Result.NotFound none -> new Attended.NotFound();
        };
    }

    @Override
    public Attended snooze(Viewer viewer, UUID approval, Instant until) {
        return snoozed(snoozes.snooze(viewer.id(), approval, until));
    }

    @Override
    public Attended snooze(Viewer viewer, UUID approval, Duration span) {
        return snooze(viewer, approval, Instant.now().plus(span));
    }

    @Override
    public Attended wake(Viewer viewer, UUID approval) {
        return snoozed(snoozes.wake(viewer.id(), approval));
    }

    private static Attended snoozed(Snoozes.Result result) {
        return switch (result) {
            case Snoozes.Result.Done done -> new Attended.Done();
            case Snoozes.Result.OutOfBounds bounds ->
                new Attended.Refused(
                        "INVALID",
                        "It expires in " + Moment.span(Duration.between(bounds.after(), bounds.before()))
                                + ", and has to come back before that.");
            case Snoozes.Result.TooMany many ->
                new Attended.Refused(
                        "INVALID", "You have put off " + Snoozes.MAX + " items. Bring one back before another.");
            case Snoozes.Result.Ended ended ->
                new Attended.Refused("ALREADY_DECIDED", "It does not wait any more, so there is nothing to put off.");
            case Snoozes.Result.NotFound none -> new Attended.NotFound();
        };
    }
}
