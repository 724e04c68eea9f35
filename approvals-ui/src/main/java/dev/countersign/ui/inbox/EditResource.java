package dev.countersign.ui.inbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.ui.edit.EditAnswer;
import dev.countersign.ui.edit.EditDesk;
import dev.countersign.ui.edit.EditForm;
import dev.countersign.ui.edit.EditSheet;
import dev.countersign.ui.edit.EditView;
import dev.countersign.ui.page.ErrorPages;
import dev.countersign.ui.page.ForViewer;
import dev.countersign.ui.page.Page;
import dev.countersign.ui.page.PathId;
import dev.countersign.ui.review.ApprovalDesk;
import dev.countersign.ui.review.Problem;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Saves what a person changed on a card, and shows the form again with what was typed where it cannot be saved. */
@Path("/inbox/{id}/edits")
@Page
@ForViewer
@RunOnVirtualThread
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
class EditResource {

    private final ApprovalDesk desk;
    private final EditDesk edits;
    private final InboxResource inbox;
    private final SecurityIdentity identity;
    private final ErrorPages errors;
    private final InstantSource time;

    @Inject
    EditResource(
            ApprovalDesk desk,
            EditDesk edits,
            InboxResource inbox,
            SecurityIdentity identity,
            ErrorPages errors,
            InstantSource time) {
        this.desk = desk;
        this.edits = edits;
        this.inbox = inbox;
        this.identity = identity;
        this.errors = errors;
        this.time = time;
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response save(
            @PathParam("id") String id,
            @BeanParam InboxParameters asked,
            @HeaderParam("HX-Request") String fragment,
            MultivaluedMap<String, String> form) {
        Viewer viewer = (Viewer) identity.getPrincipal();
        InboxQuery query = asked.query(viewer);
        Optional<UUID> known = PathId.of(id);
        if (known.isEmpty() || desk.open(viewer, known.get()).isEmpty()) {
            return errors.notFound();
        }
        UUID approval = known.get();
        EditForm typed = new EditForm(form);
        Optional<EditSheet> sheet = edits.sheet(viewer, approval);
        if (sheet.isPresent() && !typed.wrong(sheet.get()).isEmpty()) {
            return again(approval, query, typed, mend(""), typed.wrong(sheet.get()), fragment != null);
        }
        Map<String, Optional<JsonNode>> values = sheet.map(typed::values).orElse(Map.of());
        return switch (edits.save(viewer, approval, typed.digest(), values)) {
            case EditAnswer.Saved saved ->
                fragment == null
                        ? Response.seeOther(URI.create(InboxLinks.item(approval, query)))
                                .build()
                        : inbox.show(200, query, desk.open(viewer, approval).orElseThrow(), null, "", true, null);
            case EditAnswer.Unfit unfit ->
                again(approval, query, typed, mend(unfit.rest()), unfit.fields(), fragment != null);
            case EditAnswer.Refused refused ->
                again(
                        approval,
                        query,
                        typed,
                        Problem.of(refused.refusal(), null, time.instant()),
                        Map.of(),
                        fragment != null);
            case EditAnswer.NotFound() -> errors.notFound();
        };
    }

    private static Problem mend(String rest) {
        return rest.isEmpty()
                ? Problem.invalid("Not saved yet.", "Nothing was changed. Mend what is marked below.", null)
                : Problem.invalid("Not saved.", rest, null);
    }

    /** The form with what was typed; the card alone where this person may not change it any more. */
    private Response again(
            UUID approval,
            InboxQuery query,
            EditForm typed,
            Problem problem,
            Map<String, String> wrong,
            boolean fragment) {
        Viewer viewer = (Viewer) identity.getPrincipal();
        EditView form = edits.sheet(viewer, approval)
                .map(sheet -> EditView.of(sheet, typed.typed(sheet), wrong))
                .orElse(null);
        return desk.open(viewer, approval)
                .map(review -> inbox.show(problem.status(), query, review, problem, "", fragment, form))
                .orElseGet(errors::notFound);
    }

    @ServerExceptionMapper
    public Response failed(RuntimeException cause) {
        return errors.failed(cause);
    }
}
