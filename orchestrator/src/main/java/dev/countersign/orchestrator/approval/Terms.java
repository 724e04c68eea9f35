package dev.countersign.orchestrator.approval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose yes is needed and under what rules; part of what the digest binds.
 *
 * @param groups any member of any of them counts
 * @param escalateTo a group that is asked too when time grows short; null for none, and never bound
 * @param separate keeps the run's owner and the one it works for from voting
 */
public record Terms(
        String tier,
        List<String> groups,
        int quorum,
        boolean separate,
        Duration ttl,
        Duration hold,
        List<String> editable,
        @Nullable String escalateTo) {

    public Terms {
        groups = List.copyOf(groups);
        editable = List.copyOf(editable);
    }

    /** The {@code terms} member of the bound document; the time to live is not bound, so that a snooze breaks no card. */
    public ObjectNode bound() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("tier", tier);
        groups.forEach(node.putArray("groups")::add);
        node.put("quorum", quorum).put("separate", separate).put("hold", iso(hold));
        editable.forEach(node.putArray("editable")::add);
        return node;
    }

    private boolean asks(String group) {
        return groups.contains(group) || group.equals(escalateTo);
    }

    /** Reads {@link #bound} back. The time to live is not in it and is zero here. */
    public static Terms ofBound(JsonNode bound) {
        return new Terms(
                bound.path("tier").asText(),
                texts(bound.path("groups")),
                bound.path("quorum").asInt(),
                bound.path("separate").asBoolean(),
                Duration.ZERO,
                Duration.parse(bound.path("hold").asText("PT0S")),
                texts(bound.path("editable")),
                null);
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static String iso(Duration duration) {
        return duration.isZero() ? "PT0S" : duration.toString();
    }

    /**
     * What is asked anew where this was asked before: never weaker in any respect. Groups that have nobody in common
     * are policy's to name, so the newer ones stand.
     */
    public Terms tightened(Terms asked) {
        List<String> both = asked.groups.stream().filter(groups::contains).toList();
        return new Terms(
                tier.compareTo(asked.tier) >= 0 ? tier : asked.tier,
                both.isEmpty() ? asked.groups : both,
                Math.max(quorum, asked.quorum),
                separate || asked.separate,
                asked.ttl,
                hold.compareTo(asked.hold) >= 0 ? hold : asked.hold,
                asked.editable,
                asked.escalateTo);
    }

    /** Whether what was granted under these terms is enough where {@code asked} is asked now. */
    public boolean cover(Terms asked) {
        return tier.compareTo(asked.tier) >= 0
                && quorum >= asked.quorum
                && groups.stream().allMatch(asked::asks)
                && (separate || !asked.separate);
    }
}
