package dev.countersign.ui.inbox;

import dev.countersign.ui.page.ErrorPages;
import dev.countersign.ui.page.ForViewer;
import dev.countersign.ui.page.FormDigest;
import dev.countersign.ui.page.InertText;
import dev.countersign.ui.page.Page;
import dev.countersign.ui.page.PathId;
import dev.countersign.ui.retry.Retried;
import dev.countersign.ui.retry.RetryDesk;
import dev.countersign.ui.review.ApprovalDesk;
import dev.countersign.ui.review.Problem;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** "Ask for it again", on the card of what failed: a plain form that leads to the new card. */
@Path("/")
@Page
@ForViewer
@RunOnVirtualThread
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
class RetryResource {
    private final RetryDesk retries;
    private final ApprovalDesk desk;
    private final InboxResource inbox;
    private final SecurityIdentity identity;
    private final ErrorPages errors;

    @Inject
    RetryResource(
            RetryDesk retries, ApprovalDesk desk, InboxResource inbox, SecurityIdentity identity, ErrorPages errors) {
        this.retries = retries;
        this.desk = desk;
        this.inbox = inbox;
        this.identity = identity;
        this.errors = errors;
    }

    @POST
    @Path("inbox/{id}/again")
    public Response again(
            @PathParam("id") String id, @BeanParam InboxParameters asked, @RestForm @Nullable String digest) {
        Viewer viewer = (Viewer) identity.getPrincipal();
        InboxQuery query = asked.query(viewer);
        Optional<UUID> known = PathId.of(id);
        if (known.isEmpty()) {
            return errors.notFound();
        }
        return switch (retries.ask(viewer, known.get(), FormDigest.of(digest))) {
            case Retried.Asked now ->
                Response.seeOther(URI.create("/inbox/" + now.approval())).build();
            case Retried.Refused refused ->
                desk.open(viewer, known.get())
                        .map(open -> inbox.show(refused.status(), query, open, problem(refused), "", false))
                        .orElseGet(errors::notFound);
            case Retried.NotFound none -> errors.notFound();
        };
    }

    private static Problem problem(Retried.Refused refused) {
        return new Problem(
                refused.code(),
                headline(refused.code()),
                InertText.line(refused.detail(), 1_000).value(),
                "");
    }

    private static String headline(String code) {
        return switch (code) {
            case "NOT_AN_APPROVER" -> "This is not yours to ask for.";
            case "SELF_APPROVAL" -> "Your own run needs somebody else.";
            case "DIGEST_MISMATCH" -> "This is not the card that you saw.";
            case "FROZEN" -> "This is stopped.";
            case "NOT_REPEATABLE" -> "This cannot be asked for again.";
            case "LIMIT_REACHED" -> "A limit is reached.";
            case "POLICY_DENIED" -> "Policy does not allow it now.";
            case "POLICY_INDETERMINATE" -> "Policy gives no answer.";
            case "RECORD_UNREADABLE" -> "The record cannot be read now.";
            default -> "Nothing was asked.";
        };
    }

    @ServerExceptionMapper
    public Response failed(RuntimeException cause) {
        return errors.failed(cause);
    }
}
