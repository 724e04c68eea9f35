package dev.countersign.orchestrator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.principal.Caller;
import dev.countersign.orchestrator.toolcall.Editing;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Changes what would be sent before it is approved. */
@Path("/api/approvals/{id}/edits")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Approvals")
public class EditsResource {
    private static final String ARGUMENTS = "/arguments";

    private final Editing editing;
    private final Approvals approvals;
    private final Callers callers;

    EditsResource(Editing editing, Approvals approvals, Callers callers) {
        this.editing = editing;
        this.approvals = approvals;
        this.callers = callers;
    }

    @POST
    @Consumes("application/json")
    @Operation(summary = "Changes editable arguments; policy is asked again and the next round opens")
    public Response edit(@PathParam("id") String id, @Nullable String body) {
        Caller caller = callers.current();
        if (caller instanceof Caller.Agent) {
            throw Problem.refused(403, "NOT_AN_APPROVER", "An agent's key never edits. A person has to.", Map.of());
        }
        ObjectNode wanted = Bodies.object(body, "digest", "arguments");
        String digest = Bodies.text(wanted, "digest", 100);
        if (!(wanted.get("arguments") instanceof ObjectNode arguments)) {
            throw Problem.invalid(
                    ARGUMENTS, wanted.get("arguments"), "Send the whole new object of arguments, not a part of it.");
        }
        UUID approval = Sight.uuid(id, "approval");
        return switch (editing.edit(caller, approval, digest, arguments)) {
            case Editing.Result.Edited edited -> edited(approval);
            case Editing.Result.NotFound none -> throw Problem.notFound("There is no approval " + id + ".");
            case Editing.Result.Refused refused -> throw VoteJson.problem(refused.refusal());
            case Editing.Result.NotEditable not -> throw Problem.invalid("NOT_EDITABLE", wrong(not.problems()));
            case Editing.Result.Invalid invalid -> throw Problem.invalid(wrong(invalid.problems()));
            case Editing.Result.TooExpensive poor ->
                throw Problem.refused(422, "BUDGET_EXHAUSTED", poor.detail() + " Nothing was changed.", Map.of());
            case Editing.Result.Denied denied -> throw denied(denied);
        };
    }

    private Response edited(UUID id) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.set("approval", ApprovalJson.approval(approvals.find(id).orElseThrow(), approvals.votes(id)));
        return Bodies.ok(answer);
    }

    private static List<Problem.Wrong> wrong(List<dev.countersign.mcp.schema.Problem> problems) {
        return problems.stream()
                .map(problem -> new Problem.Wrong(ARGUMENTS + problem.pointer(), problem.value(), problem.fix()))
                .toList();
    }

    private static Problem denied(Editing.Result.Denied denied) {
        Map<String, JsonNode> members = Map.of(
                "rule_id", JsonNodeFactory.instance.textNode(denied.ruleId()),
                "title", JsonNodeFactory.instance.textNode(denied.title()),
                "because", JsonNodeFactory.instance.textNode(denied.because()));
        return Problem.refused(
                422,
                "POLICY_DENIED",
                "Policy denies the edited call: " + denied.title() + ". " + denied.because()
                        + ". Nothing was changed. Choose another value, or reject with a reason.",
                members);
    }
}
