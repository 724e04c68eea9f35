# All matches, and the strictest among them, which gives decision and terms whole.
package countersign.ranking

import data.countersign.always
import data.countersign.dedupe
import data.countersign.entries
import data.countersign.guard
import data.countersign.limit
import data.countersign.own
import data.countersign.words

# Classes from the strictest: the rules that are always there (0-3), DUPLICATE, LIMIT_REACHED, other denials, what a
# stage refuses, dry run, approval, permit. Inside a class the higher tier, the higher quorum, the smaller id.
classes := {"deny": 6, "require_approval": 9, "permit": 10}

candidates[id] := {
	"class": rule.class,
	"decision": "deny",
	"refusal": object.get(rule, "refusal", "POLICY_DENIED"),
	"rule_id": id,
	"title": rule.title,
	"because": rule.because,
	"source": {"kind": "builtin", "entry": rule},
} if {
	some id, rule in always.denied
}

candidates[entry.id] := {
	"class": 4,
	"decision": "deny",
	"refusal": "DUPLICATE",
	"rule_id": entry.id,
	"title": "Duplicate",
	"because": words.duplicate(entry),
	"source": {"kind": "dedupe", "entry": entry},
} if {
	some entry in dedupe.repeated
}

candidates[entry.id] := {
	"class": 5,
	"decision": "deny",
	"refusal": "LIMIT_REACHED",
	"rule_id": entry.id,
	"title": "Limit reached",
	"because": words.reached(entry),
	"source": {"kind": "limit", "entry": entry},
} if {
	some entry in limit.reached
}

candidates[entry.id] := ruled(entry.id, entry.mode, entry, "guard") if {
	some entry in guard.standing
}

candidates[id] := ruled(id, rule.mode, rule, "rule") if {
	some name, rule in own.standing
	id := own.id(name)
}

candidates[id] := ruled(id, mode, entries.mode, "mode") if {
	id := concat(":", ["tool", entries.tool])
	mode := effective_mode
}

# The rule `builtin:stage` has a second face: a stage of limited writes refuses what would need a person.
candidates["builtin:stage"] := {
	"class": 7,
	"decision": "deny",
	"refusal": "POLICY_DENIED",
	"rule_id": "builtin:stage",
	"title": "Workflow may not ask yet",
	"because": "The stage of the workflow is limited_writes, and this call would need an approval",
	"source": {"kind": "builtin", "entry": {"would_pass_if": "the stage of the workflow were approvals or later"}},
} if {
	always.stage == "limited_writes"
	needs_approval
}

needs_approval if effective_mode == "require_approval"

needs_approval if {
	some entry in guard.standing
	entry.mode == "require_approval"
}

needs_approval if {
	some rule in own.standing
	rule.mode == "require_approval"
}

# Undoing is permitted to whoever may approve; who that is the caller checks.
effective_mode := "permit" if {
	input.phase == "compensate"
	entries.mode.mode == "require_approval"
} else := entries.mode.mode if {
	entries.mode.mode in {"permit", "require_approval"}
} else := "deny" if {
	entries.mode
}

# A mode that is none of the three words denies.
ruled(id, mode, entry, kind) := {
	"class": object.get(classes, mode, 6),
	"decision": decision,
	"refusal": refusals[decision],
	"rule_id": id,
	"title": words.title(entry, decision),
	"because": words.because(entry, decision),
	"source": {"kind": kind, "entry": entry},
} if {
	decision := decision_of(mode)
}

decision_of(mode) := mode if mode in {"permit", "require_approval"}

else := "deny"

refusals := {"deny": "POLICY_DENIED", "require_approval": null, "permit": null}

order(candidate) := [candidate.class, tier_order(candidate), quorum_order(candidate.source.entry), candidate.rule_id]

# What has no terms that anybody could meet comes first, and its answer is none.
tier_order(candidate) := found if found := {"T1": -1, "T2": -2, "T3": -3}[candidate.source.entry.tier]

else := 0 if candidate.decision != "require_approval"

else := -9

quorum_order(entry) := -1 if object.get(entry, "quorum", null) == null

else := 0 - entry.quorum if is_number(entry.quorum)

else := -1000

ordered := sort([order(candidate) | some candidate in candidates])

chosen := candidates[ordered[0][3]]

is_approval if chosen.decision == "require_approval"

terms := chosen.source.entry if is_approval

else := {}

default tier := null

tier := tier_of(chosen) if is_approval

tier_of(candidate) := raised(candidate.source.entry.tier)

# Nobody can see what a call would change: one tier more.
raised(tier) := {"T1": "T2", "T2": "T3", "T3": "T3"}[tier] if input.facts.before_image == false

else := tier

default approvers := null

approvers := {
	"groups": terms.groups,
	"quorum": object.get(terms, "quorum", 1),
	"separate": object.get(terms, "separate", true),
} if {
	is_approval
}

# What a call of a workflow that runs dry would have come to.
would := {
	"decision": behind.decision,
	"tier": behind_terms.tier,
	"groups": behind_terms.groups,
	"rule_id": behind.rule_id,
	"title": behind.title,
} if {
	behind
}

else := null

behind := candidates[ordered[1][3]] if chosen.rule_id == "builtin:dry_run"

behind_terms := {"tier": tier_of(behind), "groups": behind.source.entry.groups} if behind.decision == "require_approval"

else := {"tier": null, "groups": null} if behind

because := words.dry(chosen.because, would) if would

else := chosen.because

# The other rules that matched and would have stood in the way.
reasons := [reason |
	some place, key in ordered
	place > 0
	candidate := candidates[key[3]]
	candidate.decision != "permit"
	reason := {"rule_id": candidate.rule_id, "because": candidate.because, "would_pass_if": null}
]
