package dev.countersign.orchestrator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.policy.ActivePolicy;
import dev.countersign.orchestrator.policy.PolicyChanges;
import dev.countersign.orchestrator.principal.Role;
import dev.countersign.orchestrator.toolcall.Explainer;
import dev.countersign.orchestrator.toolcall.ToolCall;
import dev.countersign.policy.bundle.PolicyData;
import dev.countersign.policy.decision.Decision;
import dev.countersign.policy.decision.PolicyRevision;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The active policy data and explanations of decisions. */
@Path("/api/policy")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Policy")
public class PolicyResource {
    private final ActivePolicy policy;
    private final PolicyChanges changes;
    private final Explainer explainer;
    private final Sight sight;
    private final Callers callers;

    PolicyResource(ActivePolicy policy, PolicyChanges changes, Explainer explainer, Sight sight, Callers callers) {
        this.policy = policy;
        this.changes = changes;
        this.explainer = explainer;
        this.sight = sight;
        this.callers = callers;
    }

    @GET
    @Operation(summary = "The active revision with its data")
    public Response get() {
        callers.person(Role.DEVELOPER, Role.OPERATOR);
        policy.refresh();
        ActivePolicy.Active active = policy.active();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        PolicyRevision revision = active.revision();
        node.put("revision", revision.name())
                .put("rules_digest", revision.rulesDigest())
                .put("data_digest", revision.dataDigest());
        node.set("data", active.data());
        return Response.fromResponse(Bodies.ok(node))
                .header("ETag", "\"" + revision.name() + "\"")
                .build();
    }

    @PUT
    @Path("/data")
    @Consumes("application/json")
    @Operation(summary = "Replaces the policy data; 200 means active, 202 that somebody else has to activate it")
    public Response put(@Nullable String body, @HeaderParam("If-Match") @Nullable String ifMatch) {
        String by = callers.person(Role.DEVELOPER).id();
        if (ifMatch == null || ifMatch.isBlank()) {
            throw Problem.preconditionRequired(
                    "Send the revision that you changed as If-Match, so that nobody's change is lost. GET /api/policy tells it.");
        }
        ObjectNode data = PolicyData.bare(Bodies.json(body));
        String expected = ifMatch.strip().replaceFirst("^W/", "").replace("\"", "");
        return PolicyAnswers.change(() -> changes.replaceData(data, expected, by));
    }

    @POST
    @Path("/explain")
    @Consumes("application/json")
    @Operation(summary = "Explains a decision for an input, or for a call that was decided")
    public Response explain(@Nullable String body) {
        callers.person(Role.DEVELOPER, Role.OPERATOR, Role.APPROVER);
        ObjectNode wanted = Bodies.object(body, "input", "call_id");
        JsonNode input = wanted.path("input");
        if (input.isObject() == wanted.has("call_id")) {
            throw Problem.invalid("", null, "Send either input, an object, or call_id.");
        }
        Explainer.Explained explained;
        if (input instanceof ObjectNode object) {
            explained = explainer.explain(object);
        } else {
            ToolCall call = sight.call(callers.current(), Bodies.text(wanted, "call_id", 60));
            explained = explainer
                    .explain(call)
                    .orElseThrow(() -> Problem.conflict(
                            "This call was refused before policy was asked: " + call.refusalCode() + "."));
        }
        return Bodies.ok(json(explained));
    }

    private static ObjectNode json(Explainer.Explained explained) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("outcome", explained.outcome());
        Decision.Ruling ruling = explained.ruling();
        node.put("rule_id", ruling == null ? null : ruling.ruleId());
        node.put("title", ruling == null ? null : ruling.title());
        node.put("because", ruling == null ? explained.cause() : ruling.because());
        node.put("would_pass_if", explained.wouldPassIf());
        node.put("policy_revision", explained.revision());
        ArrayNode matched = node.putArray("matched");
        explained.matched().forEach(value -> matched.addObject()
                .put("value", value.value())
                .put("condition", value.condition())
                .set("found", value.found()));
        ArrayNode misses = node.putArray("near_misses");
        explained.nearMisses().forEach(miss -> misses.addObject()
                .put("rule_id", miss.ruleId())
                .put("because", miss.because())
                .put("would_pass_if", miss.wouldPassIf()));
        return node;
    }
}
