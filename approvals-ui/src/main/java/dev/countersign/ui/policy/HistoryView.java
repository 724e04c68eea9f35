package dev.countersign.ui.policy;

import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.page.Frame;
import io.quarkus.qute.TemplateData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The history of revisions as the template shows it; {@code older} is where it goes on, empty at its end. */
@TemplateData
public record HistoryView(Frame frame, List<RevisionView> revisions, String older) {

    static HistoryView of(RevisionPage page, Viewer viewer, Instant now) {
        List<RevisionView> shown = new ArrayList<>();
        List<Revision> revisions = page.revisions();
        for (int i = 0; i < revisions.size(); i++) {
            Revision before = i + 1 < revisions.size() ? revisions.get(i + 1) : page.below();
            shown.add(RevisionView.of(revisions.get(i), RevisionView.what(revisions.get(i), before), now));
        }
        String older = page.below() == null
                ? ""
                : "/policy/revisions?before=" + revisions.getLast().number();
        return new HistoryView(Frame.policy("Revisions of policy", viewer), shown, older);
    }
}
