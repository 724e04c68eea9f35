package dev.countersign.ui.page;

import dev.countersign.ui.card.Tier;
import dev.countersign.ui.inbox.InboxQuery.View;
import dev.countersign.ui.inbox.Rail;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.inbox.ViewsDesk;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.BlockingOperationControl;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The rail beside every page of a signed-in person, asked by the frame itself, so that no page has to know how much
 * waits. A rail without counts is better than no page: where the counts cannot be had, they are left out.
 */
@Named("rail")
@RequestScoped
@Unremovable
public class RailView {

    private static final Logger LOG = Logger.getLogger(RailView.class);

    private final ViewsDesk desk;
    private final SecurityIdentity identity;
    private @Nullable Rail known;

    @Inject
    RailView(ViewsDesk desk, SecurityIdentity identity) {
        this.desk = desk;
        this.identity = identity;
    }

    /** One line of the rail; the count is empty when it is not known. */
    public record Entry(String name, String label, String href, String count) {}

    /** The views in their order. */
    public List<Entry> getViews() {
        return Stream.of(View.values())
                .map(view -> new Entry(name(view), label(view), "/inbox?view=" + name(view), count(view)))
                .toList();
    }

    /** What the filter by tier offers. */
    public List<String> getTiers() {
        return Stream.of(Tier.values()).map(Tier::name).toList();
    }

    /** The person's own views, their names inert. */
    public List<Entry> getSaved() {
        return rail().saved().stream()
                .map(saved -> new Entry(
                        saved.query(),
                        InertText.line(saved.name(), ViewsDesk.NAME_MAX_CHARS).value(),
                        "/inbox?" + saved.query(),
                        Rail.words(saved.count())))
                .toList();
    }

    /** Whether a view's entry is the current one: a saved view that shows the same list comes first. */
    public boolean isHere(Entry entry, Frame frame) {
        return entry.name().equals(frame.place())
                && rail().saved().stream().noneMatch(saved -> saved.query().equals(frame.query()));
    }

    private String count(View view) {
        Integer count = rail().counts().get(view);
        return count == null ? "" : Rail.words(count);
    }

    /** What was read for this request; empty when it could not be. */
    public Rail rail() {
        if (known == null) {
            known = read();
        }
        return known;
    }

    private Rail read() {
        if (!(identity.getPrincipal() instanceof Viewer viewer) || !BlockingOperationControl.isBlockingAllowed()) {
            return Rail.EMPTY;
        }
        try {
            return desk.rail(viewer);
        } catch (RuntimeException away) {
            LOG.warn("The rail has no counts", away);
            return Rail.EMPTY;
        }
    }

    /** The word of the address. */
    public static String name(View view) {
        return view.name().toLowerCase(Locale.ROOT);
    }

    /** The word of the page. */
    public static String label(View view) {
        return switch (view) {
            case MINE -> "Mine";
            case TEAM -> "Team";
            case UNASSIGNED -> "Unassigned";
            case EXPIRING -> "Expiring in 1 h";
            case SNOOZED -> "Snoozed";
            case FAILED -> "Failed after approval";
            case DECIDED -> "Decided by me";
        };
    }
}
