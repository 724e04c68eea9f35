package dev.countersign.policy.decision;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What policy answered (DESIGN section 3). {@code because} may hold ${…} templates that the caller fills in. */
public sealed interface Decision {

    PolicyRevision revision();

    /** May happen now. */
    record Permit(
            PolicyRevision revision, Ruling ruling, Obligations obligations, Masks masks, List<Reservation> reserve)
            implements Decision {}

    /** May not happen. {@code refusal} is POLICY_DENIED, DUPLICATE or LIMIT_REACHED, or DRY_RUN from dry run. */
    record Deny(PolicyRevision revision, Ruling ruling, Masks masks, String refusal) implements Decision {}

    /** May happen once enough people have said yes. */
    record RequireApproval(
            PolicyRevision revision,
            Ruling ruling,
            Terms terms,
            Obligations obligations,
            Masks masks,
            List<Reservation> reserve)
            implements Decision {}

    /** No clean answer. Refuses; {@code cause} is for operators and holds no input. */
    record Indeterminate(PolicyRevision revision, String cause) implements Decision {}

    /** The rule that decided, in words, and the other rules that matched. */
    record Ruling(String ruleId, String title, String because, List<Reason> reasons) {
        public Ruling {
            reasons = List.copyOf(reasons);
        }
    }

    /** Another rule that matched, or nearly did. */
    record Reason(String ruleId, String because, @Nullable String wouldPassIf) {}

    /**
     * Whose yes is needed. Any member of any of the groups counts; {@code separate} keeps owner and on_behalf_of out.
     *
     * @param ttl null means the installation's default
     * @param hold null means the installation's default for the tier
     * @param escalateTo a group, null for none
     * @param editable what an approver may change of what the tool declares; null for all of it
     */
    record Terms(
            String tier,
            List<String> groups,
            int quorum,
            boolean separate,
            @Nullable Duration ttl,
            @Nullable Duration hold,
            @Nullable String escalateTo,
            @Nullable List<String> editable) {
        public Terms {
            groups = List.copyOf(groups);
            editable = editable == null ? null : List.copyOf(editable);
        }
    }

    /**
     * What must be done to the result before the model sees it.
     *
     * @param fields allowed property names at any depth; null means all
     * @param mask property names whose values are masked
     */
    record Obligations(@Nullable List<String> fields, List<String> mask, boolean dryRun) {
        public static final Obligations NONE = new Obligations(null, List.of(), false);

        public Obligations {
            fields = fields == null ? null : List.copyOf(fields);
            mask = List.copyOf(mask);
        }
    }

    /**
     * Which values that policy was shown must be masked before anybody stores or shows them: the same property names
     * that the tools which were read mask for the model (M2). Policy itself sees them.
     *
     * @param record property names, at any depth of the record
     * @param facts property names by fact
     */
    record Masks(List<String> record, Map<String, List<String>> facts) {
        public static final Masks NONE = new Masks(List.of(), Map.of());

        public Masks {
            record = List.copyOf(record);
            facts = Map.copyOf(facts);
        }
    }
}
