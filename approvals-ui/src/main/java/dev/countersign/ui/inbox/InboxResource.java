package dev.countersign.ui.inbox;

import dev.countersign.ui.day.DayDesk;
import dev.countersign.ui.day.DayView;
import dev.countersign.ui.edit.EditDesk;
import dev.countersign.ui.edit.EditView;
import dev.countersign.ui.group.BatchDesk;
import dev.countersign.ui.group.Pile;
import dev.countersign.ui.inbox.InboxQuery.View;
import dev.countersign.ui.page.ErrorPages;
import dev.countersign.ui.page.ForViewer;
import dev.countersign.ui.page.Frame;
import dev.countersign.ui.page.Page;
import dev.countersign.ui.page.PathId;
import dev.countersign.ui.page.RailView;
import dev.countersign.ui.policy.PolicyDesk;
import dev.countersign.ui.policy.TroubleView;
import dev.countersign.ui.review.Answer;
import dev.countersign.ui.review.ApprovalDesk;
import dev.countersign.ui.review.PolicyRecheck;
import dev.countersign.ui.review.Problem;
import dev.countersign.ui.review.Reason;
import dev.countersign.ui.review.Review;
import dev.countersign.ui.review.Verdict;
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
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/**
 * The list, the card beside it, and the vote. A request of htmx gets the card alone, any other one the whole page, so
 * that all of it works without scripts too.
 */
@Path("/")
@Page
@ForViewer
@RunOnVirtualThread
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
class InboxResource {

    private static final Set<View> PILED = Set.of(View.MINE, View.TEAM, View.UNASSIGNED, View.EXPIRING);

    private final ApprovalDesk desk;
    private final EditDesk edits;
    private final PolicyRecheck recheck;
    private final BatchDesk batches;
    private final PolicyDesk policy;
    private final DayDesk day;
    private final RailView rail;
    private final SecurityIdentity identity;
    private final ErrorPages errors;
    private final InstantSource time;

    @Inject
    InboxResource(
            ApprovalDesk desk,
            EditDesk edits,
            PolicyRecheck recheck,
            BatchDesk batches,
            PolicyDesk policy,
            DayDesk day,
            RailView rail,
            SecurityIdentity identity,
            ErrorPages errors,
            InstantSource time) {
        this.desk = desk;
        this.edits = edits;
        this.recheck = recheck;
        this.batches = batches;
        this.policy = policy;
        this.day = day;
        this.rail = rail;
        this.identity = identity;
        this.errors = errors;
        this.time = time;
    }

    @GET
    public Response root() {
        return Response.seeOther(URI.create("/inbox")).build();
    }

    @GET
    @Path("inbox")
    public Response list(@BeanParam InboxParameters asked) {
        return listed(200, asked.query(viewer()), null);
    }

    /** A list with the card of its first row, and what was wrong with a form about the list. */
    Response listed(int status, InboxQuery query, @Nullable Problem problem) {
        String position = desk.position();
        InboxPage page = desk.list(viewer(), query);
        List<Pile> piles = piles(page, query);
        Set<UUID> piled = piles.stream().flatMap(pile -> pile.onPage().stream()).collect(Collectors.toSet());
        UUID first = page.rows().stream()
                .map(InboxRow::id)
                .filter(id -> !piled.contains(id))
                .findFirst()
                .orElse(null);
        Problem found = first == null ? null : recheck.opened(viewer(), first).orElse(null);
        Review review = first == null ? null : desk.open(viewer(), first).orElse(null);
        String selected = review == null ? null : review.id().toString();
        InboxView.Shelf shelf = shelf(page, piles, query, selected, problem);
        return page(status, page, query, shelf, review, found, "", false, null, position);
    }

    /** The card as this request's viewer may see it. */
    Optional<Review> opened(UUID id) {
        return desk.open(viewer(), id);
    }

    @GET
    @Path("inbox/{id}")
    public Response open(
            @PathParam("id") String id, @BeanParam InboxParameters asked, @HeaderParam("HX-Request") String fragment) {
        InboxQuery query = asked.query(viewer());
        Optional<UUID> known = PathId.of(id);
        Problem found =
                known.flatMap(approval -> recheck.opened(viewer(), approval)).orElse(null);
        EditView form = asked.editing()
                ? known.flatMap(approval -> edits.sheet(viewer(), approval))
                        .map(sheet -> EditView.of(sheet, null, Map.of()))
                        .orElse(null)
                : null;
        return known.flatMap(approval -> desk.open(viewer(), approval))
                .map(open -> show(200, query, open, found, "", fragment != null, form))
                .orElseGet(errors::notFound);
    }

    /** One row again, for the live update of a list that shows it. */
    @GET
    @Path("inbox/{id}/row")
    public Response row(@PathParam("id") String id, @BeanParam InboxParameters asked) {
        InboxQuery query = asked.query(viewer());
        Optional<Review> review = PathId.of(id).flatMap(known -> desk.open(viewer(), known));
        return review.map(open -> {
                    boolean belongs = desk.holds(viewer(), query, open.id());
                    return Response.ok(Templates.row(RowView.of(open, query, false, now()))
                                    .render())
                            .header("X-Belongs", belongs)
                            .build();
                })
                .orElseGet(() -> Response.noContent().build());
    }

    @POST
    @Path("inbox/{id}/votes")
    public Response vote(
            @PathParam("id") String id,
            @BeanParam InboxParameters asked,
            @BeanParam VoteForm form,
            @HeaderParam("HX-Request") String fragment) {
        InboxQuery query = asked.query(viewer());
        Optional<UUID> known = PathId.of(id);
        if (known.isEmpty()) {
            return errors.notFound();
        }
        Optional<Problem> invalid = form.problem();
        if (invalid.isPresent()) {
            return refused(known.get(), query, invalid.get(), form, fragment != null);
        }
        Optional<Problem> unchecked = desk.open(viewer(), known.get()).flatMap(form::unchecked);
        if (unchecked.isPresent()) {
            return refused(known.get(), query, unchecked.get(), form, fragment != null);
        }
        Verdict verdict = form.verdict().orElseThrow();
        Answer answer = desk.decide(
                viewer(), known.get(), verdict, form.digest(), form.reason().orElse(null));
        return switch (answer) {
            case Answer.Accepted accepted ->
                fragment == null
                        ? Response.seeOther(URI.create(InboxLinks.item(known.get(), query)))
                                .build()
                        : show(200, query, accepted.review(), null, "", true);
            case Answer.Refused refusal ->
                refused(known.get(), query, Problem.of(refusal, form.note(), now()), form, fragment != null);
            case Answer.NotFound() -> errors.notFound();
        };
    }

    @ServerExceptionMapper
    public Response failed(RuntimeException cause) {
        return errors.failed(cause);
    }

    private Response refused(UUID id, InboxQuery query, Problem problem, VoteForm form, boolean fragment) {
        String reason = form.reason().map(Reason::code).map(Enum::name).orElse("");
        return desk.open(viewer(), id)
                .map(review -> show(problem.status(), query, review, problem, reason, fragment))
                .orElseGet(() -> problem.code().equals("INVALID")
                        ? errors.notFound()
                        : errors.refused(problem.status(), problem.code(), problem.headline(), problem.words()));
    }

    Response show(
            int status, InboxQuery query, Review review, @Nullable Problem problem, String reason, boolean fragment) {
        return show(status, query, review, problem, reason, fragment, null);
    }

    /** @param form the card as the form that changes it; null to show it */
    Response show(
            int status,
            InboxQuery query,
            Review review,
            @Nullable Problem problem,
            String reason,
            boolean fragment,
            @Nullable EditView form) {
        String position = desk.position();
        InboxPage page = desk.list(viewer(), query);
        InboxView.Shelf shelf =
                shelf(page, piles(page, query), query, review.id().toString(), null);
        if (!fragment) {
            return page(status, page, query, shelf, review, problem, reason, true, form, position);
        }
        InboxView.Desk shown =
                InboxView.desk(review, problem, reason, shelf, query, now()).editing(form);
        return html(status, Templates.card(shown));
    }

    private Response page(
            int status,
            InboxPage page,
            InboxQuery query,
            InboxView.Shelf shelf,
            @Nullable Review review,
            @Nullable Problem problem,
            String reason,
            boolean atItem,
            @Nullable EditView form,
            String position) {
        InboxView.Desk shown = review == null
                ? null
                : InboxView.desk(review, problem, reason, shelf, query, now()).editing(form);
        Frame frame = Frame.inbox(query, viewer(), page);
        DayView day = shelf.isEmpty() && shown == null && query.view() == View.MINE
                ? DayView.of(this.day.today(viewer()), now())
                : null;
        return html(status, Templates.inbox(new InboxView(frame, shelf, shown, atItem, day, position)));
    }

    private InboxView.Shelf shelf(
            InboxPage page, List<Pile> piles, InboxQuery query, @Nullable String selected, @Nullable Problem problem) {
        FilterView filter = FilterView.of(query, page, rail.rail(), problem);
        return InboxView.shelf(page, piles, query, selected, filter, trouble(), now());
    }

    /** Alike items in what waits; what is decided or put off stands one by one. */
    private List<Pile> piles(InboxPage page, InboxQuery query) {
        return page.rows().size() < BatchDesk.PILE || !PILED.contains(query.view())
                ? List.of()
                : batches.piles(viewer(), page.rows().stream().map(InboxRow::id).toList());
    }

    private static Response html(int status, TemplateInstance template) {
        return Response.status(status).entity(template.render()).build();
    }

    private Viewer viewer() {
        return (Viewer) identity.getPrincipal();
    }

    private @Nullable TroubleView trouble() {
        return policy.trouble().map(trouble -> TroubleView.of(trouble, now())).orElse(null);
    }

    private Instant now() {
        return time.instant();
    }

    @CheckedTemplate(basePath = "countersign")
    static class Templates {
        static native TemplateInstance inbox(InboxView page);

        static native TemplateInstance card(InboxView.Desk desk);

        static native TemplateInstance row(RowView row);
    }
}
