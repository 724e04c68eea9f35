package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.approval.Terms;
import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Rows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one round shows and binds.
 *
 * @param bound the document that the digest hashes
 * @param card what a person reads
 * @param shown the record as it is bound, digests for what is hidden; null when none was read
 * @param masked where hidden values lie inside it
 * @param image what only an undo may read; null when nothing is hidden
 */
record Showing(
        ObjectNode bound,
        String digest,
        JsonNode card,
        @Nullable JsonNode shown,
        List<String> masked,
        @Nullable BeforeImage image,
        Terms terms) {

    /** Adds what a round stores of it, but for the digest: that has another name where an older one is compared. */
    Bindings bind(Bindings round) {
        return round.and("bound", Rows.text(bound))
                .and("card", Rows.text(card))
                .and("shown", shown == null ? null : Rows.text(shown))
                .and("masked", masked)
                .and("image", image == null ? null : image.envelope())
                .and("image_salt", image == null ? null : image.salt())
                .and("tier", terms.tier())
                .and("groups", terms.groups())
                .and("quorum", terms.quorum())
                .and("separate", terms.separate())
                .and("hold_ms", terms.hold().toMillis())
                .and("editable", terms.editable())
                .and("escalate_to", terms.escalateTo());
    }
}
