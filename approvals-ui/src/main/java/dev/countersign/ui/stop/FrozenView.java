package dev.countersign.ui.stop;

import dev.countersign.ui.page.InertText;
import dev.countersign.ui.page.Moment;
import io.quarkus.qute.TemplateData;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One freeze that holds, as pages show it.
 *
 * @param confirmed null while a call that began earlier may still go out
 * @param releasable whether the viewer may lift it
 */
@TemplateData
public record FrozenView(
        String id,
        String what,
        String reason,
        String by,
        Moment ago,
        Moment since,
        @Nullable Moment confirmed,
        String waiting,
        boolean releasable) {

    static FrozenView of(StopDesk.Frozen frozen, boolean releasable, Instant now) {
        return new FrozenView(
                frozen.id().toString(),
                FreezeView.what(frozen.scope()),
                InertText.line(frozen.reason(), FreezeView.REASON_MAX).value(),
                FreezeView.line(frozen.by()),
                Moment.ago(frozen.requestedAt(), now),
                Moment.since(frozen.requestedAt(), now),
                frozen.confirmedAt() == null ? null : Moment.clock(frozen.confirmedAt(), now),
                frozen.waiting() == 0
                        ? "No call waits."
                        : FreezeView.count(frozen.waiting(), "call waits.", "calls wait."),
                releasable);
    }

    public String state() {
        return confirmed == null ? "requested" : "confirmed";
    }
}
