package dev.countersign.ui.inbox;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.ui.page.ForViewer;
import dev.countersign.ui.page.Page;
import dev.countersign.ui.page.RailView;
import dev.countersign.ui.review.ApprovalDesk;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * How many items wait in each view, for the rail and the title of pages that are open already. Where no stream gets
 * through, {@code X-Position} says whether anything changed at all.
 */
@Path("/inbox/counts")
@Page
@ForViewer
@RunOnVirtualThread
class InboxCounts {

    private final ApprovalDesk desk;
    private final ViewsDesk views;
    private final SecurityIdentity identity;

    @Inject
    InboxCounts(ApprovalDesk desk, ViewsDesk views, SecurityIdentity identity) {
        this.desk = desk;
        this.views = views;
        this.identity = identity;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response counts() {
        String position = desk.position();
        ObjectNode counts = JsonNodeFactory.instance.objectNode();
        Rail rail = views.rail((Viewer) identity.getPrincipal());
        rail.counts().forEach((view, count) -> counts.put(RailView.name(view), count));
        return Response.ok(counts.toString()).header("X-Position", position).build();
    }
}
