package dev.countersign.ui.unknown;

import dev.countersign.ui.inbox.Viewer;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.BlockingOperationControl;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * What the rail and the pages of a call ask of this lane, so that no other page has to know of it. Where it cannot be
 * had it is left out.
 */
@Named("byHand")
@RequestScoped
@Unremovable
public class ByHand {

    private static final Logger LOG = Logger.getLogger(ByHand.class);

    private final UnknownDesk desk;
    private final SecurityIdentity identity;

    @Inject
    ByHand(UnknownDesk desk, SecurityIdentity identity) {
        this.desk = desk;
        this.identity = identity;
    }

    /** Whether the viewer is offered to do this call without the agent. */
    public boolean offers(String call) {
        try {
            return viewer() && desk.mayTakeOver((Viewer) identity.getPrincipal(), UUID.fromString(call));
        } catch (RuntimeException away) {
            LOG.warn("Whether a call can be taken over is not known", away);
            return false;
        }
    }

    /** How many calls of unknown outcome wait for somebody, for the rail; empty for none or when it is not known. */
    public String getUnknown() {
        try {
            int waiting = viewer() ? desk.waiting((Viewer) identity.getPrincipal()) : 0;
            return waiting == 0 ? "" : waiting >= 1_000 ? "1,000+" : Integer.toString(waiting);
        } catch (RuntimeException away) {
            LOG.warn("The rail does not know how many outcomes are unknown", away);
            return "";
        }
    }

    private boolean viewer() {
        return identity.getPrincipal() instanceof Viewer && BlockingOperationControl.isBlockingAllowed();
    }
}
