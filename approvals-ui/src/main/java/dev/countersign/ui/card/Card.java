package dev.countersign.ui.card;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person reads before deciding: computed facts first, the agent's words last (INTERFACE, Approvals).
 * Stored as it was shown, so that it can be shown again years later. Everything in it is text or data, never markup.
 *
 * @param consequence the sentence of the connector document with its values filled in: verb, object, from, to
 * @param action the consequence in two words, for the button ("Move stage")
 * @param reversible how the call can be taken back
 * @param blastRadius what the call reaches, as text ("1 record")
 * @param changes fields whose value differs from the record that was read; empty for a create or without a before-image
 * @param readAt when the record was read; null when the tool declares no context read or the read failed
 * @param recordVersion the record's version when it was read, in the server's own type; null if unknown
 * @param why the rule that asked for a person
 * @param account up to five labelled facts of the record; empty when the connector names none
 * @param lost what is gone for good after a merge or a delete, one line each; empty otherwise
 * @param merged what is deleted beside what stays, where the connector says both; empty otherwise
 * @param message the mail as its reader will get it; null for anything but mail
 * @param agentWords the model's own text, unverified and length-capped; null when it said nothing
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Card(
        String consequence,
        String action,
        Reversible reversible,
        String blastRadius,
        List<Change> changes,
        @Nullable Instant readAt,
        @Nullable JsonNode recordVersion,
        Why why,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Fact> account,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> lost,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Merged> merged,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Message message,
        @Nullable String agentWords) {

    public Card {
        changes = List.copyOf(changes);
        account = account == null ? List.of() : List.copyOf(account);
        lost = lost == null ? List.of() : List.copyOf(lost);
        merged = merged == null ? List.of() : List.copyOf(merged);
    }

    /** A card of anything but a merge. */
    public Card(
            String consequence,
            String action,
            Reversible reversible,
            String blastRadius,
            List<Change> changes,
            @Nullable Instant readAt,
            @Nullable JsonNode recordVersion,
            Why why,
            List<Fact> account,
            List<String> lost,
            @Nullable Message message,
            @Nullable String agentWords) {
        this(
                consequence,
                action,
                reversible,
                blastRadius,
                changes,
                readAt,
                recordVersion,
                why,
                account,
                lost,
                List.of(),
                message,
                agentWords);
    }

    /** How a call can be taken back: by one click, by hand, or not at all. */
    public enum Reversible {
        @JsonProperty("auto")
        AUTO,
        @JsonProperty("manual")
        MANUAL,
        @JsonProperty("no")
        NO
    }

    /**
     * One field that the call changes. {@code before} and {@code after} are JSON scalars, arrays or objects; a masked
     * one is text of dots. {@code seen} is the value of the round before, only after the record moved (STALE).
     * {@code agent} is what the agent proposed, only after a person edited the call; null also when it proposed nothing.
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Change(
            String field,
            @Nullable JsonNode before,
            @Nullable JsonNode after,
            boolean masked,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            JsonNode seen,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            JsonNode agent) {

        /** A change of a call that nobody edited. */
        public Change(
                String field,
                @Nullable JsonNode before,
                @Nullable JsonNode after,
                boolean masked,
                @Nullable JsonNode seen) {
            this(field, before, after, masked, seen, null);
        }
    }

    /** Why policy asked: the rule that decided, in words, and what would have made the call pass. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Why(
            String ruleId,
            String title,
            String because,
            @Nullable String wouldPassIf) {}

    /**
     * One field of a merge.
     *
     * @param deleted the value of the record that goes
     * @param stays the value of the record that stays, as it is now
     * @param after its value afterwards; null where the merge leaves it as it is
     */
    public record Merged(
            String field,
            @Nullable JsonNode deleted,
            @Nullable JsonNode stays,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            JsonNode after) {}

    /** One labelled fact of the record. */
    public record Fact(String label, String value) {}

    /** A mail as it will be delivered, plain text. */
    public record Message(@Nullable String from, List<Recipient> to, String subject, String body) {}

    /** A recipient; name, role and company are null when nothing of ours knows the address. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Recipient(
            @Nullable String name,
            @Nullable String role,
            @Nullable String company,
            String address,
            boolean newDomain) {}
}
