package dev.countersign.ui.inbox;

import dev.countersign.ui.inbox.InboxQuery.Order;
import dev.countersign.ui.page.ErrorPages;
import dev.countersign.ui.page.ForViewer;
import dev.countersign.ui.page.Page;
import dev.countersign.ui.review.Problem;
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
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Choosing the order of lists, and saving, renaming and removing views. */
@Path("/")
@Page
@ForViewer
@RunOnVirtualThread
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
class ViewsForms {

    private final ViewsDesk desk;
    private final InboxResource pages;
    private final SecurityIdentity identity;
    private final ErrorPages errors;

    @Inject
    ViewsForms(ViewsDesk desk, InboxResource pages, SecurityIdentity identity, ErrorPages errors) {
        this.desk = desk;
        this.pages = pages;
        this.identity = identity;
        this.errors = errors;
    }

    /** What can be chosen in the filters, fetched when they are opened. */
    @GET
    @Path("inbox/choices")
    public Response choices() {
        return Response.ok(Templates.choices(desk.choices(viewer())).render()).build();
    }

    /** Keeps the order and shows the list in it; an unknown word keeps the one there was. */
    @POST
    @Path("inbox/order")
    public Response order(@BeanParam InboxParameters asked, @RestForm("order") @Nullable String chosen) {
        InboxQuery query = asked.query(viewer());
        InboxParameters.known(Order.values(), chosen).ifPresent(order -> desk.order(viewer(), order));
        // From here on the list has the order that was chosen, so the address need not say one.
        return see(InboxLinks.top(new InboxQuery(query.view(), null, query.filter(), null, query.limit())));
    }

    @POST
    @Path("inbox/views")
    public Response save(@BeanParam InboxParameters asked, @RestForm @Nullable String name) {
        InboxQuery query = asked.query(viewer());
        Optional<Problem> wrong = wrong(name);
        if (wrong.isPresent()) {
            return pages.listed(422, query, wrong.get());
        }
        if (!desk.save(viewer(), String.valueOf(name).strip(), InboxLinks.query(query))) {
            return pages.listed(
                    422,
                    query,
                    Problem.invalid(
                            "You have saved " + ViewsDesk.SAVED_MAX + " views.",
                            "This one was not saved. Remove another one first.",
                            null));
        }
        return see(InboxLinks.top(query));
    }

    /** @param remove any text removes it; without it the view is renamed */
    @POST
    @Path("inbox/views/{id}")
    public Response change(
            @PathParam("id") String id,
            @BeanParam InboxParameters asked,
            @RestForm @Nullable String name,
            @RestForm @Nullable String remove) {
        InboxQuery query = asked.query(viewer());
        Optional<UUID> view = InboxParameters.id(id);
        if (view.isEmpty()) {
            return errors.notFound();
        }
        if (remove != null && !remove.isEmpty()) {
            desk.remove(viewer(), view.get());
            return see(InboxLinks.top(query));
        }
        Optional<Problem> wrong = wrong(name);
        if (wrong.isPresent()) {
            return pages.listed(422, query, wrong.get());
        }
        return desk.rename(viewer(), view.get(), String.valueOf(name).strip())
                ? see(InboxLinks.top(query))
                : errors.notFound();
    }

    private static Optional<Problem> wrong(@Nullable String name) {
        String text = name == null ? "" : name.strip();
        if (text.isEmpty()) {
            return Optional.of(
                    Problem.invalid("A view needs a name.", "Nothing was saved. Write one and save again.", null));
        }
        if (text.length() > ViewsDesk.NAME_MAX_CHARS || text.indexOf('\0') >= 0) {
            return Optional.of(Problem.invalid(
                    "The name is too long.",
                    "Nothing was saved. It has " + text.length() + " characters; " + ViewsDesk.NAME_MAX_CHARS + " fit.",
                    null));
        }
        return Optional.empty();
    }

    private static Response see(String address) {
        return Response.seeOther(URI.create(address)).build();
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
        static native TemplateInstance choices(ViewsDesk.Choices choices);
    }
}
