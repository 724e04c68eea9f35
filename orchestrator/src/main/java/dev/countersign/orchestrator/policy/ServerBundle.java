package dev.countersign.orchestrator.policy;

import dev.countersign.policy.bundle.RuleBundle;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What an OPA server downloads of the active revision, packed once. */
@Singleton
public class ServerBundle {
    private final Revisions revisions;
    private final AtomicReference<@Nullable Packed> last = new AtomicReference<>();

    ServerBundle(Revisions revisions) {
        this.revisions = revisions;
    }

    /**
     * The archive.
     *
     * @param mark names the rules and the data; the server repeats it with every answer
     */
    public record Packed(String mark, byte[] bytes) {
        public Packed {
            bytes = bytes.clone();
        }

        @Override
        public byte[] bytes() {
            return bytes.clone();
        }
    }

    /** Of what is active in the store now. */
    public Packed ofActive() {
        Revisions.Stored active = revisions.active().orElseThrow();
        Packed known = last.get();
        String mark = active.revision().mark();
        if (known != null && known.mark().equals(mark)) {
            return known;
        }
        Packed packed =
                new Packed(mark, RuleBundle.forServer(revisions.rules(active).sources(), active.data(), mark));
        last.set(packed);
        return packed;
    }
}
