package dev.countersign.ui.mail;

import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.page.ErrorPages;
import dev.countersign.ui.page.ForViewer;
import dev.countersign.ui.page.Frame;
import dev.countersign.ui.page.Page;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Mails that would have left this machine; 404 where they really leave it. */
@Path("/mails")
@Page
@ForViewer
@RunOnVirtualThread
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
class MailsResource {

    private static final int SHOWN = 50;

    private final Instance<Mailbox> mailbox;
    private final SecurityIdentity identity;
    private final ErrorPages errors;
    private final InstantSource time;

    @Inject
    MailsResource(Instance<Mailbox> mailbox, SecurityIdentity identity, ErrorPages errors, InstantSource time) {
        this.mailbox = mailbox;
        this.identity = identity;
        this.errors = errors;
        this.time = time;
    }

    @GET
    public Response mails() {
        if (mailbox.isUnsatisfied()) {
            return errors.notFound();
        }
        Frame frame = Frame.of("Mails", (Viewer) identity.getPrincipal());
        MailsView view = MailsView.of(frame, mailbox.get().newest(SHOWN), time.instant());
        return Response.ok(Templates.mails(view).render()).build();
    }

    @ServerExceptionMapper
    public Response failed(RuntimeException cause) {
        return errors.failed(cause);
    }

    @CheckedTemplate(basePath = "countersign")
    static class Templates {
        static native TemplateInstance mails(MailsView page);
    }
}
