package dev.countersign.ui.signin;

import dev.countersign.ui.page.ErrorPages;
import dev.countersign.ui.page.Frame;
import dev.countersign.ui.page.InertText;
import dev.countersign.ui.page.Page;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Opens a link's session, by a button only: whatever merely loads the link, as mail scanners do, uses nothing up. */
@Path("/")
@Page
@RunOnVirtualThread
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
class SignInResource {

    static final String COOKIE = "countersign_session";

    /** Where somebody was who has to sign in: the link that does it comes from elsewhere and does not know. */
    static final String BACK = "countersign_back";

    private static final int BACK_SECONDS = 900;

    private static final String INBOX = "/inbox";
    // A path of ours: never //host or /\host, which browsers read as another site.
    private static final Pattern LOCAL = Pattern.compile("/(?:[A-Za-z0-9_.~%?&=+-][A-Za-z0-9_.~%?&=+/-]*)?");

    private final Instance<SignInDesk> desk;
    private final ErrorPages errors;

    @Inject
    SignInResource(Instance<SignInDesk> desk, ErrorPages errors) {
        this.desk = desk;
        this.errors = errors;
    }

    @GET
    @Path("sign-in")
    public Response page(
            @QueryParam("token") @Nullable String token,
            @QueryParam("next") @Nullable String next,
            @CookieParam(BACK) @Nullable String back) {
        if (token == null || token.isBlank()) {
            Response asks = html(200, "", "", next, false);
            return next == null
                    ? asks
                    : Response.fromResponse(asks)
                            .cookie(cookie(BACK, hidden(local(next)), BACK_SECONDS, false))
                            .build();
        }
        String goesTo = next == null && back != null ? shown(back) : next;
        Optional<String> person = desk.isResolvable() ? desk.get().whose(token) : Optional.empty();
        return person.map(name -> html(200, name, token, goesTo, false))
                .orElseGet(() -> html(410, "", "", goesTo, true));
    }

    @POST
    @Path("sign-in")
    public Response signIn(@FormParam("token") @Nullable String token, @FormParam("next") @Nullable String next) {
        Optional<SignInDesk.Session> session = token == null || !desk.isResolvable()
                ? Optional.empty()
                : desk.get().redeem(token);
        return session.map(open -> Response.seeOther(URI.create(local(next)))
                        .cookie(cookie(COOKIE, open.value(), (int) open.lives().toSeconds(), open.secure()))
                        .build())
                .orElseGet(() -> html(410, "", "", next, true));
    }

    @POST
    @Path("sign-out")
    public Response signOut(
            @CookieParam(COOKIE) @Nullable String session, @HeaderParam("X-Forwarded-Proto") @Nullable String scheme) {
        if (session != null && desk.isResolvable()) {
            desk.get().end(session);
        }
        return Response.seeOther(URI.create("/sign-in"))
                .cookie(cookie(COOKIE, "", 0, "https".equals(scheme)))
                .build();
    }

    @ServerExceptionMapper
    public Response failed(RuntimeException cause) {
        return errors.failed(cause);
    }

    static String local(@Nullable String next) {
        return next != null && next.length() <= 2_000 && LOCAL.matcher(next).matches() ? next : INBOX;
    }

    /** An address in letters that every cookie may have. */
    private static String hidden(String path) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(path.getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable String shown(String cookie) {
        try {
            return new String(Base64.getUrlDecoder().decode(cookie), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static NewCookie cookie(String name, String value, int maxAgeSeconds, boolean secure) {
        return new NewCookie.Builder(name)
                .value(value)
                .path("/")
                .maxAge(maxAgeSeconds)
                .httpOnly(true)
                .secure(secure)
                .sameSite(NewCookie.SameSite.LAX)
                .build();
    }

    private static Response html(int status, String person, String token, @Nullable String next, boolean used) {
        String name = InertText.line(person, 200).value();
        Frame frame = Frame.outside("Sign in");
        return Response.status(status)
                .entity(Templates.signIn(frame, name, token, local(next), used).render())
                .build();
    }

    @CheckedTemplate(basePath = "countersign")
    static class Templates {
        static native TemplateInstance signIn(Frame frame, String person, String token, String next, boolean used);
    }
}
