package dev.countersign.ui.page;

import dev.countersign.ui.inbox.Viewer;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The pages for what cannot be shown: what happened, what did not, what to do. */
@ApplicationScoped
public class ErrorPages {

    private static final Logger LOG = Logger.getLogger(ErrorPages.class);

    private final SecurityIdentity identity;

    @Inject
    public ErrorPages(SecurityIdentity identity) {
        this.identity = identity;
    }

    /** 404, also for what exists and is not the viewer's to see. */
    public Response notFound() {
        return page(
                404,
                "NOT_FOUND",
                "There is nothing at this address",
                "It never was here, or you may not see it. Nothing was changed.");
    }

    /** The caller's fault with its own status; anything else is 500, with an incident that stands in the log too. */
    public Response failed(Throwable cause) {
        if (cause instanceof WebApplicationException refused
                && refused.getResponse().getStatus() < 500) {
            return page(
                    refused.getResponse().getStatus(),
                    "MALFORMED",
                    "This request could not be read",
                    "Nothing was changed. Open the inbox and decide there.");
        }
        String incident = UUID.randomUUID().toString();
        LOG.errorf(cause, "A page failed, incident=%s", incident);
        return page(
                500,
                "INTERNAL incident " + incident,
                "This page could not be made",
                "The fault is ours. Nothing was sent by this page. Load it again; if it stays, tell an operator the"
                        + " incident.");
    }

    /**
     * A refusal by name where the card itself is not this person's to see any more. A script that asked for the card
     * gets this in its place.
     */
    public Response refused(int status, String code, String heading, String words) {
        return Response.fromResponse(page(status, code, heading, words))
                .header("HX-Reselect", "#list")
                .build();
    }

    /** 403 for a form that another site sent. */
    Response refusedForeign() {
        return page(
                403,
                "FORBIDDEN",
                "This form did not come from Countersign",
                "Nothing was changed. Open the inbox and decide there.");
    }

    private Response page(int status, String code, String heading, String words) {
        return Response.status(status)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("utf-8"))
                .entity(Templates.error(Frame.of(heading, viewer()), code, heading, words)
                        .render())
                .build();
    }

    private @Nullable Viewer viewer() {
        return identity.getPrincipal() instanceof Viewer viewer ? viewer : null;
    }

    @CheckedTemplate(basePath = "countersign")
    static class Templates {
        static native TemplateInstance error(Frame frame, String code, String heading, String words);
    }
}
