package dev.countersign.ui.page;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

/** Serves {@link Assets}; nobody has to be signed in for them. */
@Path("/countersign/{version}/{name}")
class AssetsResource {

    @GET
    public Response file(@PathParam("version") String version, @PathParam("name") String name) {
        byte[] bytes = Assets.file(name);
        if (bytes == null || !version.equals(Assets.VERSION)) {
            return Response.status(404).build();
        }
        return Response.ok(bytes, name.endsWith(".css") ? "text/css" : "text/javascript")
                .header("Cache-Control", "public, max-age=31536000, immutable")
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }
}
