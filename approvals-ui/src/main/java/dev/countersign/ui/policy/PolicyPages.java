package dev.countersign.ui.policy;

import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.page.ErrorPages;
import dev.countersign.ui.page.ForViewer;
import dev.countersign.ui.page.Page;
import dev.countersign.ui.page.PathId;
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
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** The policy page: what is in force, what would be decided, and what changed when. It changes nothing. */
@Path("/policy")
@Page
@ForViewer
@RunOnVirtualThread
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
class PolicyPages {

    private static final int REVISIONS = 25;

    private final PolicyDesk desk;
    private final SecurityIdentity identity;
    private final ErrorPages errors;
    private final InstantSource time;

    @Inject
    PolicyPages(PolicyDesk desk, SecurityIdentity identity, ErrorPages errors, InstantSource time) {
        this.desk = desk;
        this.identity = identity;
        this.errors = errors;
        this.time = time;
    }

    /** The guardrails; with a call in the address the tester, where its input can be tried. */
    @GET
    public Response inForce(@BeanParam PolicyParameters asked, @RestQuery @Nullable String call) {
        if (call != null) {
            Optional<UUID> known = PathId.of(call);
            return known.isEmpty()
                    ? errors.notFound()
                    : Response.seeOther(URI.create("/policy/test?call=" + known.get() + "#test"))
                            .build();
        }
        InForceView view = InForceView.of(desk.inForce(viewer()), asked.filter(), viewer(), now());
        return html(200, Templates.policy(view));
    }

    @GET
    @Path("test")
    public Response tester(@RestQuery @Nullable String call) {
        if (call == null) {
            return html(200, Templates.policyTest(TestView.of(viewer(), InputText.EXAMPLE, "", null)));
        }
        Optional<UUID> known = PathId.of(call);
        Optional<String> input = known.flatMap(id -> desk.storedInput(viewer(), id));
        return input.map(text -> TestView.of(viewer(), text, call, null))
                .map(view -> html(200, Templates.policyTest(view)))
                .orElseGet(() -> html(404, Templates.policyTest(TestView.of(viewer(), InputText.EXAMPLE, "", none()))));
    }

    private static TestView.Problem none() {
        return new TestView.Problem(
                "NOT_FOUND",
                "There is no stored input of this call.",
                "It was refused before policy was asked, or you may not see it. Below stands the example.",
                List.of());
    }

    /** Asks policy, and nothing else: no counter moves and nothing is stored. */
    @POST
    @Path("test")
    public Response test(@RestForm @Nullable String input, @RestForm @Nullable String call) {
        String text = input == null ? "" : input;
        String from = call == null ? "" : PathId.of(call).map(UUID::toString).orElse("");
        InputText.Read read = InputText.read(text);
        if (read.input() == null) {
            return html(422, Templates.policyTest(TestView.of(viewer(), text, from, read.problem())));
        }
        TestView view = TestView.answered(viewer(), text, from, desk.test(read.input()));
        return html(view.problem() == null ? 200 : 422, Templates.policyTest(view));
    }

    @GET
    @Path("revisions")
    public Response revisions(@BeanParam PolicyParameters asked) {
        RevisionPage page = desk.revisions(asked.before().orElse(null), REVISIONS);
        return html(200, Templates.policyRevisions(HistoryView.of(page, viewer(), now())));
    }

    @GET
    @Path("revisions/{number}")
    public Response revision(@PathParam("number") String number, @BeanParam PolicyParameters asked) {
        return PolicyParameters.number(number)
                .flatMap(known -> desk.compare(known, asked.to().orElse(null)))
                .map(comparison -> ComparisonView.of(comparison, viewer(), now()))
                .map(view -> html(200, Templates.policyRevision(view)))
                .orElseGet(errors::notFound);
    }

    @ServerExceptionMapper
    public Response failed(RuntimeException cause) {
        return errors.failed(cause);
    }

    private Viewer viewer() {
        return (Viewer) identity.getPrincipal();
    }

    private Instant now() {
        return time.instant();
    }

    private static Response html(int status, TemplateInstance template) {
        return Response.status(status).entity(template.render()).build();
    }

    @CheckedTemplate(basePath = "countersign")
    static class Templates {
        static native TemplateInstance policy(InForceView page);

        static native TemplateInstance policyTest(TestView page);

        static native TemplateInstance policyRevisions(HistoryView page);

        static native TemplateInstance policyRevision(ComparisonView page);
    }
}
