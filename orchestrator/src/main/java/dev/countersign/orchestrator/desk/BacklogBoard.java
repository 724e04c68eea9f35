package dev.countersign.orchestrator.desk;

import dev.countersign.orchestrator.approval.Backlog;
import dev.countersign.orchestrator.freeze.Freezes;
import dev.countersign.orchestrator.toolcall.FrozenCalls;
import dev.countersign.orchestrator.toolcall.UnknownCalls;
import dev.countersign.ui.backlog.BacklogDesk;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;

/** The backlog page over the same figures as the API. */
@Singleton
public class BacklogBoard implements BacklogDesk {
    private final Backlog backlog;
    private final Freezes freezes;
    private final FrozenCalls frozen;
    private final UnknownCalls unknown;

    BacklogBoard(Backlog backlog, Freezes freezes, FrozenCalls frozen, UnknownCalls unknown) {
        this.backlog = backlog;
        this.freezes = freezes;
        this.frozen = frozen;
        this.unknown = unknown;
    }

    @Override
    public BacklogDesk.Waiting backlog() {
        Backlog.Line all = backlog.all();
        Backlog.Waited waited = backlog.waited();
        return new BacklogDesk.Waiting(
                all.waiting(),
                all.oldest(),
                all.expiring(),
                lines(backlog.byGroup()),
                lines(backlog.byRule()),
                new Waited(waited.decided(), waited.p50(), waited.p90(), waited.p99()),
                freezes.open().size(),
                frozen.waiting(),
                unknown.waiting(false));
    }

    private static List<Line> lines(List<Backlog.Line> lines) {
        return lines.stream()
                .map(line ->
                        new Line(line.id(), line.waiting(), line.expiring(), Objects.requireNonNull(line.oldest())))
                .toList();
    }
}
