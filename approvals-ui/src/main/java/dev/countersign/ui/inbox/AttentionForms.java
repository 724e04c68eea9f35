package dev.countersign.ui.inbox;

import dev.countersign.ui.page.ErrorPages;
import dev.countersign.ui.page.ForViewer;
import dev.countersign.ui.page.InertText;
import dev.countersign.ui.page.Page;
import dev.countersign.ui.review.AttentionDesk;
import dev.countersign.ui.review.AttentionDesk.Attended;
import dev.countersign.ui.review.AttentionView;
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
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Claiming a card and putting it off. A request of htmx gets the part of the card that says so, any other one a page. */
@Path("/")
@Page
@ForViewer
@RunOnVirtualThread
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
class AttentionForms {

    private final AttentionDesk desk;
    private final InboxResource pages;
    private final SecurityIdentity identity;
    private final ErrorPages errors;
    private final InstantSource time;

    @Inject
    AttentionForms(
            AttentionDesk desk, InboxResource pages, SecurityIdentity identity, ErrorPages errors, InstantSource time) {
        this.desk = desk;
        this.pages = pages;
        this.identity = identity;
        this.errors = errors;
        this.time = time;
    }

    @GET
    @Path("inbox/{id}/attention")
    public Response attention(@PathParam("id") String id, @BeanParam InboxParameters asked) {
        return part(200, id, asked.query(viewer()));
    }

    /** @param release any text gives the claim back; without it the card is claimed, or stays so */
    @POST
    @Path("inbox/{id}/claim")
    public Response claim(
            @PathParam("id") String id,
            @BeanParam InboxParameters asked,
            @RestForm @Nullable String release,
            @HeaderParam("HX-Request") @Nullable String fragment) {
        InboxQuery query = asked.query(viewer());
        return answer(
                id,
                query,
                approval -> release == null || release.isEmpty()
                        ? desk.claim(viewer(), approval)
                        : desk.release(viewer(), approval),
                "This is claimed already.",
                "/inbox/" + id + "?" + InboxLinks.query(query),
                fragment != null);
    }

    /**
     * @param until a moment, or a span such as PT15M from now
     * @param wake any text brings it back
     */
    @POST
    @Path("inbox/{id}/snooze")
    public Response snooze(
            @PathParam("id") String id,
            @BeanParam InboxParameters asked,
            @RestForm @Nullable String until,
            @RestForm @Nullable String wake) {
        InboxQuery query = asked.query(viewer());
        boolean back = wake != null && !wake.isEmpty();
        return answer(
                id,
                query,
                approval -> back ? desk.wake(viewer(), approval) : putOff(approval, until),
                "This was not put off.",
                back ? "/inbox/" + id + "?" + InboxLinks.query(query) : InboxLinks.list(query),
                false);
    }

    private Attended putOff(UUID approval, @Nullable String until) {
        String text = until == null ? "" : until.strip();
        try {
            if (text.startsWith("P")) {
                Duration span = Duration.parse(text);
                return span.compareTo(Duration.ofDays(366)) > 0 ? unreadable() : desk.snooze(viewer(), approval, span);
            }
            return desk.snooze(viewer(), approval, Instant.parse(text));
        } catch (DateTimeException | ArithmeticException e) {
            return unreadable();
        }
    }

    private static Attended unreadable() {
        return new Attended.Refused("INVALID", "Choose one of the times below, all of them before it expires.");
    }

    private Response answer(
            String id, InboxQuery query, Function<UUID, Attended> act, String headline, String then, boolean fragment) {
        Optional<UUID> known = InboxParameters.id(id);
        if (known.isEmpty()) {
            return errors.notFound();
        }
        return switch (act.apply(known.get())) {
            case Attended.Done done ->
                fragment
                        ? part(200, id, query)
                        : Response.seeOther(URI.create(then)).build();
            case Attended.NotFound none -> errors.notFound();
            case Attended.Refused refused -> refused(known.get(), query, refused, headline, fragment);
        };
    }

    private Response refused(UUID id, InboxQuery query, Attended.Refused refused, String headline, boolean fragment) {
        String words = InertText.line(refused.detail(), 500).value();
        var problem = new Problem(refused.code(), headline, words, "");
        if (fragment) {
            return part(problem.status(), id.toString(), query);
        }
        return pages.opened(id)
                .map(review -> pages.show(problem.status(), query, review, problem, "", false))
                .orElseGet(errors::notFound);
    }

    private Response part(int status, String id, InboxQuery query) {
        Optional<Review> review = InboxParameters.id(id).flatMap(pages::opened);
        return review.map(open -> Response.status(status)
                        .entity(Templates.cardAttention(view(open, query, time.instant()))
                                .render())
                        .build())
                .orElseGet(() -> Response.noContent().build());
    }

    static AttentionView view(Review review, InboxQuery query, Instant now) {
        return AttentionView.of(
                review,
                InboxLinks.form(review.id(), "claim", query),
                InboxLinks.form(review.id(), "attention", query),
                InboxLinks.form(review.id(), "snooze", query),
                now);
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
        static native TemplateInstance cardAttention(AttentionView attention);
    }
}
