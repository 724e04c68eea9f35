package dev.countersign.orchestrator.gateway;

import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.orchestrator.transition.StoreUnavailable;
import dev.countersign.ui.page.ErrorPages;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns whatever goes wrong below {@code /api} into a problem document; pages have error pages of their own. */
final class ProblemMapper {
    private static final Logger LOG = Logger.getLogger(ProblemMapper.class);
    private static final String TYPE = "application/problem+json";

    private final ErrorPages pages;

    ProblemMapper(ErrorPages pages) {
        this.pages = pages;
    }

    @ServerExceptionMapper
    Response problem(Problem problem, UriInfo uri) {
        return answer(problem, uri);
    }

    @ServerExceptionMapper
    Response unavailable(StoreUnavailable away, UriInfo uri) {
        if (!uri.getPath().startsWith("/api")) {
            return pages.failed(away);
        }
        return answer(
                Problem.unavailable("The database does not answer. Nothing was changed; try again in a moment."), uri);
    }

    @ServerExceptionMapper
    Response framework(WebApplicationException e, UriInfo uri) {
        int status = e.getResponse().getStatus();
        if (!uri.getPath().startsWith("/api")) {
            return status == 404 ? pages.notFound() : pages.failed(e);
        }
        return answer(
                switch (status) {
                    case 404 -> Problem.notFound("There is nothing at " + uri.getPath() + ".");
                    case 405 -> Problem.status(405, "METHOD_NOT_ALLOWED", "This path does not take that method.");
                    case 406 -> Problem.status(406, "NOT_ACCEPTABLE", "Answers here are application/json.");
                    case 415 ->
                        Problem.status(
                                415,
                                "UNSUPPORTED_MEDIA_TYPE",
                                "Send application/json, application/yaml for documents, or multipart/form-data for a bundle.");
                    case 400 -> Problem.malformed("The request cannot be read.");
                    case 413 -> Problem.tooLarge("The body is too large.");
                    default -> Problem.status(status, "HTTP_" + status, "The request was refused.");
                },
                uri);
    }

    @ServerExceptionMapper
    Response bug(RuntimeException e, UriInfo uri) {
        if (!uri.getPath().startsWith("/api")) {
            return pages.failed(e);
        }
        LOG.errorf(e, "an unforeseen failure at %s", uri.getPath());
        return answer(
                Problem.status(500, "INTERNAL", "Something failed here. Nothing more is known; the log has the cause."),
                uri);
    }

    private static Response answer(Problem problem, UriInfo uri) {
        Response.ResponseBuilder builder =
                Response.status(problem.status()).type(TYPE).entity(Rows.text(problem.document(uri.getPath())));
        if (problem.status() == 401) {
            builder.header("WWW-Authenticate", "Bearer realm=\"countersign\"");
        }
        return builder.build();
    }
}
