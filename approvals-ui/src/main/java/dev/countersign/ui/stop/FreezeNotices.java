package dev.countersign.ui.stop;

import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.BlockingOperationControl;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * The freezes that concern what a page shows, asked by the templates themselves, so that no page of the inbox has to
 * know of freezes. Where they cannot be had the notice is left out: nothing is sent because of that.
 */
@Named("freezes")
@RequestScoped
@Unremovable
public class FreezeNotices {

    private static final Logger LOG = Logger.getLogger(FreezeNotices.class);

    private final StopDesk desk;
    private final InstantSource time;

    @Inject
    FreezeNotices(StopDesk desk, InstantSource time) {
        this.desk = desk;
        this.time = time;
    }

    /** Those over one approval. */
    public List<FrozenView> over(String approval) {
        return overAll(List.of(approval));
    }

    /** Those over at least one of them. */
    public List<FrozenView> overAll(Collection<String> approvals) {
        if (approvals.isEmpty() || !BlockingOperationControl.isBlockingAllowed()) {
            return List.of();
        }
        try {
            return desk.over(approvals.stream().map(UUID::fromString).toList()).stream()
                    .map(frozen -> FrozenView.of(frozen, false, time.instant()))
                    .toList();
        } catch (RuntimeException away) {
            LOG.warn("The freezes could not be read", away);
            return List.of();
        }
    }
}
