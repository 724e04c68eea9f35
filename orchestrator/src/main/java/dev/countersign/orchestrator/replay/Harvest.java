package dev.countersign.orchestrator.replay;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a shadow has seen since it was last stored.
 *
 * @param differences oldest first, at most {@link Shadows#KEPT}
 * @param trouble why it last had no clean answer, null when it had one every time
 */
record Harvest(
        Matrix matrix,
        long dropped,
        List<Difference> differences,
        @Nullable String trouble) {

    Harvest {
        differences = List.copyOf(differences);
    }

    /** A proposal that the shadow would have decided otherwise. Holds nothing of its values. */
    record Difference(Instant at, UUID call, String tool, Answer was, Answer wouldBe) {}

    boolean isEmpty() {
        return matrix.compared() == 0 && dropped == 0;
    }

    /** This one and then the later one. */
    Harvest and(Harvest later) {
        var both = new Matrix();
        both.add(matrix);
        both.add(later.matrix);
        var all = new ArrayList<>(differences);
        all.addAll(later.differences);
        return new Harvest(
                both,
                dropped + later.dropped,
                all.subList(Math.max(0, all.size() - Shadows.KEPT), all.size()),
                later.trouble == null ? trouble : later.trouble);
    }
}
