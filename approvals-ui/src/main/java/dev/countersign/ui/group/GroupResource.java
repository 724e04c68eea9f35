package dev.countersign.ui.group;

import dev.countersign.ui.group.GroupView.Place;
import dev.countersign.ui.group.GroupView.Told;
import dev.countersign.ui.inbox.InboxLinks;
import dev.countersign.ui.inbox.InboxPage;
import dev.countersign.ui.inbox.InboxParameters;
import dev.countersign.ui.inbox.InboxQuery;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.page.ErrorPages;
import dev.countersign.ui.page.ForViewer;
import dev.countersign.ui.page.Frame;
import dev.countersign.ui.page.Page;
import dev.countersign.ui.page.PathId;
import dev.countersign.ui.page.RailView;
import dev.countersign.ui.review.ApprovalDesk;
import dev.countersign.ui.review.Reason;
import dev.countersign.ui.review.Verdict;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** The table of alike or picked items, and the one form that decides its ticked rows. Nothing here needs scripts. */
@Path("/")
@Page
@ForViewer
@RunOnVirtualThread
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
class GroupResource {

    private static final Pattern KEY = Pattern.compile("[0-9a-f]{32}");

    private final BatchDesk batches;
    private final ApprovalDesk desk;
    private final SecurityIdentity identity;
    private final ErrorPages errors;
    private final InstantSource time;

    @Inject
    GroupResource(
            BatchDesk batches, ApprovalDesk desk, SecurityIdentity identity, ErrorPages errors, InstantSource time) {
        this.batches = batches;
        this.desk = desk;
        this.identity = identity;
        this.errors = errors;
        this.time = time;
    }

    @GET
    @Path("inbox/groups/{key}")
    public Response group(@PathParam("key") String key, @BeanParam InboxParameters asked) {
        if (!KEY.matcher(key).matches()) {
            return errors.notFound();
        }
        Group group = batches.group(viewer(), key);
        return group.items().isEmpty()
                ? gone(asked)
                : page(200, group, GroupView.usual(group, now()), Map.of(), null, "", asked);
    }

    /** What somebody picked in the list. */
    @GET
    @Path("inbox/groups")
    public Response picked(@RestQuery @Nullable String ids, @BeanParam InboxParameters asked) {
        List<UUID> wanted = Arrays.stream(ids == null ? new String[0] : ids.split(",", BatchDesk.MAX + 2))
                .flatMap(id -> PathId.of(id).stream())
                .distinct()
                .limit(BatchDesk.MAX)
                .toList();
        Group group = batches.picked(viewer(), wanted);
        return group.items().isEmpty()
                ? gone(asked)
                : page(200, group, GroupView.usual(group, now()), Map.of(), null, "", asked);
    }

    @POST
    @Path("inbox/votes")
    public Response votes(@BeanParam TableForm form, @BeanParam InboxParameters asked) {
        List<UUID> ids = form.rows().stream().map(BatchDesk.Ticked::approval).toList();
        Told problem = form.problem().orElse(null);
        if (problem != null) {
            Group group = batches.picked(viewer(), ids);
            Set<UUID> ticked = new LinkedHashSet<>();
            form.chosen().forEach(row -> ticked.add(row.approval()));
            return group.items().isEmpty()
                    ? gone(asked)
                    : page(422, group, ticked, Map.of(), problem, form.note(), asked);
        }
        Verdict verdict = form.verdict().orElseThrow();
        Reason reason = verdict == Verdict.REJECT ? form.reason().orElseThrow() : null;
        List<BatchDesk.Answered> answers = batches.decide(viewer(), verdict, reason, form.chosen());
        var refusals = new HashMap<UUID, BatchDesk.Refusal>();
        answers.forEach(answer -> {
            if (answer.refusal() != null) {
                refusals.put(answer.approval(), answer.refusal());
            }
        });
        int counted = answers.size() - refusals.size();
        String did = verdict == Verdict.APPROVE ? " approved" : " rejected";
        Told told = refusals.isEmpty()
                ? new Told(counted + did + ".", "", "", false)
                : new Told(
                        counted + did + ", " + refusals.size() + " not.",
                        "What failed stays below, unticked, with its reason. Nothing was sent for it.",
                        "",
                        true);
        return page(
                200,
                batches.picked(viewer(), ids),
                Set.of(),
                Map.copyOf(refusals),
                told,
                refusals.isEmpty() ? "" : form.note(),
                asked);
    }

    @ServerExceptionMapper
    public Response failed(RuntimeException cause) {
        return errors.failed(cause);
    }

    private Response gone(InboxParameters asked) {
        InboxQuery query = asked.query(viewer());
        return html(200, Templates.groupGone(frame(query), RailView.label(query.view()), back(query)));
    }

    private Response page(
            int status,
            Group group,
            Set<UUID> ticked,
            Map<UUID, BatchDesk.Refusal> refusals,
            @Nullable Told told,
            String note,
            InboxParameters asked) {
        InboxQuery query = asked.query(viewer());
        String view = InboxLinks.query(query);
        String first = group.items().stream()
                .filter(item -> item.state().takesVotes())
                .findFirst()
                .map(item -> "/inbox/" + item.id() + "?" + view)
                .orElse("");
        Place place = new Place(
                RailView.label(query.view()),
                back(query),
                "Group of " + group.items().size(),
                "/inbox/votes?" + view,
                first);
        return html(
                status, Templates.group(GroupView.of(frame(query), place, group, ticked, refusals, told, note, now())));
    }

    private Frame frame(InboxQuery query) {
        InboxPage first = desk.list(viewer(), new InboxQuery(query.view(), query.order(), query.filter(), null, 1));
        return Frame.inbox(query, viewer(), first);
    }

    private static String back(InboxQuery query) {
        return "/inbox?" + InboxLinks.query(query);
    }

    private static Response html(int status, TemplateInstance template) {
        return Response.status(status).entity(template.render()).build();
    }

    private Viewer viewer() {
        return (Viewer) identity.getPrincipal();
    }

    private Instant now() {
        return time.instant();
    }

    @CheckedTemplate(basePath = "countersign")
    static class Templates {
        static native TemplateInstance group(GroupView table);

        static native TemplateInstance groupGone(Frame frame, String heading, String back);
    }
}
