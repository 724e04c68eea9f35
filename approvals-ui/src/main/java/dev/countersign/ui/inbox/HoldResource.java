package dev.countersign.ui.inbox;

import dev.countersign.ui.hold.HoldDesk;
import dev.countersign.ui.hold.TakenBack;
import dev.countersign.ui.page.ErrorPages;
import dev.countersign.ui.page.ForViewer;
import dev.countersign.ui.page.FormDigest;
import dev.countersign.ui.page.InertText;
import dev.countersign.ui.page.Page;
import dev.countersign.ui.page.PathId;
import dev.countersign.ui.review.ApprovalDesk;
import dev.countersign.ui.review.Problem;
import dev.countersign.ui.review.Review;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** What is held, and taking it back: forms on the card, and the toasts at the foot of the list. */
@Path("/")
@Page
@ForViewer
@RunOnVirtualThread
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
class HoldResource {
    private final HoldDesk holds;
    private final ApprovalDesk desk;
    private final InboxResource inbox;
    private final SecurityIdentity identity;
    private final ErrorPages errors;
    private final InstantSource time;

    @Inject
    HoldResource(
            HoldDesk holds,
            ApprovalDesk desk,
            InboxResource inbox,
            SecurityIdentity identity,
            ErrorPages errors,
            InstantSource time) {
        this.holds = holds;
        this.desk = desk;
        this.inbox = inbox;
        this.identity = identity;
        this.errors = errors;
        this.time = time;
    }

    /** What this person may still take back, for a page that was just loaded and after each decision. */
    @GET
    @Path("inbox/held")
    public Response held() {
        return Response.ok(Templates.held(HeldView.of(holds.held(viewer()), time.instant()))
                        .render())
                .build();
    }

    @POST
    @Path("inbox/{id}/undo")
    public Response undo(
            @PathParam("id") String id,
            @BeanParam InboxParameters asked,
            @RestForm @Nullable String digest,
            @HeaderParam("HX-Request") @Nullable String fragment) {
        InboxQuery query = asked.query(viewer());
        Optional<UUID> known = PathId.of(id);
        if (known.isEmpty()) {
            return errors.notFound();
        }
        return switch (holds.undo(viewer(), known.get(), FormDigest.of(digest))) {
            case TakenBack.Unsent unsent -> done(known.get(), query, fragment);
            case TakenBack.Sent sent -> done(known.get(), query, fragment);
            case TakenBack.Refused refused ->
                shown(
                        refused.status(),
                        known.get(),
                        query,
                        new Problem(
                                refused.code(),
                                headline(refused.code()),
                                InertText.line(refused.detail(), 1_000).value(),
                                ""),
                        fragment);
            case TakenBack.NotFound none -> errors.notFound();
        };
    }

    @POST
    @Path("inbox/{id}/hold")
    public Response keep(
            @PathParam("id") String id,
            @BeanParam InboxParameters asked,
            @RestForm @Nullable String digest,
            @HeaderParam("HX-Request") @Nullable String fragment) {
        InboxQuery query = asked.query(viewer());
        Optional<UUID> known = PathId.of(id);
        if (known.isEmpty()) {
            return errors.notFound();
        }
        if (holds.keep(viewer(), known.get(), FormDigest.of(digest))) {
            return done(known.get(), query, fragment);
        }
        return shown(
                409,
                known.get(),
                query,
                new Problem(
                        "TOO_LATE",
                        "It could not be held longer.",
                        "Its time was over, or it has a minute already.",
                        ""),
                fragment);
    }

    private Response done(UUID id, InboxQuery query, @Nullable String fragment) {
        return fragment == null
                ? Response.seeOther(URI.create(InboxLinks.item(id, query))).build()
                : shown(200, id, query, null, fragment);
    }

    private Response shown(
            int status, UUID id, InboxQuery query, @Nullable Problem problem, @Nullable String fragment) {
        Optional<Review> review = desk.open(viewer(), id);
        return review.map(open -> inbox.show(status, query, open, problem, "", fragment != null))
                .orElseGet(errors::notFound);
    }

    private static String headline(String code) {
        return switch (code) {
            case "NOT_AN_APPROVER" -> "This is not yours to take back.";
            case "SELF_APPROVAL" -> "Your own run needs somebody else.";
            case "DIGEST_MISMATCH" -> "This is not the card that you saw.";
            case "TOO_LATE" -> "It is too late to take this back.";
            case "NOT_UNDOABLE" -> "This is not undone by a click.";
            case "POLICY_DENIED" -> "Policy does not allow the undo.";
            case "POLICY_INDETERMINATE" -> "Policy gives no answer.";
            case "RECORD_UNREADABLE" -> "The record cannot be read now.";
            default -> "Nothing was undone.";
        };
    }

    @ServerExceptionMapper
    public Response failed(RuntimeException cause) {
        return errors.failed(cause);
    }

    private Viewer viewer() {
        return (Viewer) identity.getPrincipal();
    }

    @CheckedTemplate(basePath = "countersign")
    static class Templates {
        static native TemplateInstance held(HeldView held);
    }
}
