package dev.countersign.ui.inbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.ui.page.ForViewer;
import dev.countersign.ui.page.Page;
import dev.countersign.ui.policy.PolicyDesk;
import dev.countersign.ui.review.ApprovalDesk;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/**
 * What changes in the inbox, told to open pages as it is committed. An open stream keeps no thread. It starts on a
 * worker, because whoever looks a session up in the database leaves the event loop, and nothing brings it back there.
 */
@Path("/inbox/stream")
@Page
@ForViewer
class InboxStream {

    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final ApprovalDesk desk;
    private final PolicyDesk policy;
    private final SecurityIdentity identity;
    private final InstantSource time;

    @Inject
    InboxStream(ApprovalDesk desk, PolicyDesk policy, SecurityIdentity identity, InstantSource time) {
        this.desk = desk;
        this.policy = policy;
        this.identity = identity;
        this.time = time;
    }

    @GET
    @Blocking
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Multi<OutboundSseEvent> stream(
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
            @RestQuery("last") @Nullable String lastSeen,
            @Context Sse sse) {
        Viewer viewer = (Viewer) identity.getPrincipal();
        OutboundSseEvent end = sse.newEventBuilder().comment("end").build();
        Multi<OutboundSseEvent> updates = desk.watch(viewer, lastEventId == null ? lastSeen : lastEventId)
                .map(update -> event(update, sse))
                .onCompletion()
                .continueWith(end);
        AtomicReference<Optional<Instant>> told = new AtomicReference<>(Optional.empty());
        // The first beat comes at once: it tells the browser that the line is open.
        Multi<OutboundSseEvent> beats =
                Multi.createFrom().ticks().every(HEARTBEAT).onOverflow().drop().map(tick -> beat(told, viewer, sse));
        // When the updates end, the line ends, and the browser comes back with the last id that it saw.
        return Multi.createBy().merging().streams(beats, updates).select().first(event -> event != end);
    }

    /**
     * A beat, or, when that is news, whether policy answers. It is an event and not only a comment, because scripts do
     * not hear comments: they know by it that the line is alive, what time it is here, and whose line it is.
     */
    private OutboundSseEvent beat(AtomicReference<Optional<Instant>> told, Viewer viewer, Sse sse) {
        Optional<Instant> since = policy.troubleSince();
        ObjectNode beat = JsonNodeFactory.instance
                .objectNode()
                .put("now", time.instant().toString())
                .put("viewer", viewer.id());
        if (since.equals(told.getAndSet(since))) {
            return named("beat", beat, sse).comment("beat").build();
        }
        return named("policy", beat.put("since", since.map(Instant::toString).orElse(null)), sse)
                .build();
    }

    private static OutboundSseEvent event(InboxUpdate update, Sse sse) {
        OutboundSseEvent.Builder event =
                switch (update) {
                    case InboxUpdate.Changed changed ->
                        named("approval", json(changed), sse).id(changed.eventId());
                    case InboxUpdate.Reset reset ->
                        named("reset", JsonNodeFactory.instance.objectNode(), sse)
                                .id(reset.eventId());
                };
        return event.build();
    }

    private static OutboundSseEvent.Builder named(String name, JsonNode data, Sse sse) {
        return sse.newEventBuilder()
                .name(name)
                .mediaType(MediaType.TEXT_PLAIN_TYPE)
                .data(String.class, data.toString());
    }

    private static JsonNode json(InboxUpdate.Changed changed) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", changed.id().toString())
                .put("state", changed.state().wire())
                .put("round", changed.round())
                .put("digest", changed.digest());
    }
}
