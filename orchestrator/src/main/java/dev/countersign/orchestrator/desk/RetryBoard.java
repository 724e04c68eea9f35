package dev.countersign.orchestrator.desk;

import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.principal.People;
import dev.countersign.orchestrator.toolcall.CallState;
import dev.countersign.orchestrator.toolcall.Entitlement;
import dev.countersign.orchestrator.toolcall.Retrying;
import dev.countersign.orchestrator.toolcall.ToolCall;
import dev.countersign.orchestrator.toolcall.ToolCalls;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.retry.Retried;
import dev.countersign.ui.retry.RetryDesk;
import dev.countersign.ui.review.Retry;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the pages show of failed calls that are asked for again, and how they ask. */
@Singleton
public class RetryBoard implements RetryDesk {
    private final Retrying retrying;
    private final ToolCalls calls;
    private final People people;
    private final Entitlement entitlement;

    RetryBoard(Retrying retrying, ToolCalls calls, People people, Entitlement entitlement) {
        this.retrying = retrying;
        this.calls = calls;
        this.people = people;
        this.entitlement = entitlement;
    }

    @Override
    public Retried ask(Viewer viewer, UUID approval, String digest) {
        return switch (retrying.ask(Readers.person(viewer), approval, digest)) {
            case Retrying.Result.Asked asked -> new Retried.Asked(asked.approval());
            case Retrying.Result.Refused refused ->
                new Retried.Refused(refused.code().name(), refused.code().status(), refused.detail());
            case Retrying.Result.NotFound none -> new Retried.NotFound();
        };
    }

    /** What stands beside the card. */
    Retry of(Viewer viewer, Approval approval, ToolCall call) {
        Retry.Asking origin = call.retries() == null
                ? null
                : asking(call, calls.find(call.retries()).orElseThrow().approvalId());
        if (call.state() != CallState.FAILED) {
            return new Retry(false, origin, null);
        }
        Optional<ToolCall> next = calls.retry(call.id());
        boolean may = next.filter(Retrying::stands).isEmpty()
                && entitlement.missing(Readers.person(viewer), approval).isEmpty();
        return new Retry(
                may,
                origin,
                next.map(retry -> asking(retry, retry.approvalId())).orElse(null));
    }

    /** @param other where the other one of the two stands */
    private Retry.@Nullable Asking asking(ToolCall retry, @Nullable UUID other) {
        return other == null ? null : new Retry.Asking(other, people.name(retry.askedBy()), retry.createdAt());
    }
}
