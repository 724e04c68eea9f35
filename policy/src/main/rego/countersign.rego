# The three questions that may be asked. Everything else in these files is how they are answered.
#
# A rule of a company's own goes into a package `countersign.rules.<name>`; nothing here depends on there being one.
package countersign

import data.countersign.dedupe
import data.countersign.limit
import data.countersign.near
import data.countersign.ranking
import data.countersign.result
import data.countersign.words

phases := {"propose", "dispatch", "compensate"}

# Without a phase that is known and a tool that is named there is no answer at all, which the engine reads as
# indeterminate. Everything else that is missing from the input has a meaning, and none of them is "permit".
asked if {
	input.phase in phases
	is_string(input.action.tool)
}

decide := answer(ranking.chosen) if asked

explain := object.union(answer(ranking.chosen), {
	"would_pass_if": words.would_pass(ranking.chosen),
	"near_misses": near.misses,
}) if {
	asked
}

needs := {"counters": limit.needed, "dedupes": dedupe.needed} if asked

answer(chosen) := {
	"decision": chosen.decision,
	"refusal": chosen.refusal,
	"rule_id": chosen.rule_id,
	"title": chosen.title,
	"because": chosen.because,
	"tier": ranking.tier,
	"approvers": ranking.approvers,
	"ttl": ranking.term("ttl"),
	"hold": ranking.term("hold"),
	"escalate_to": ranking.term("escalate_to"),
	"obligations": obligations(chosen.decision),
	"reserve": reserve(chosen.decision),
	"reasons": ranking.reasons,
}

obligations("deny") := null

obligations(decision) := result.obligations if decision != "deny"

reserve("deny") := []

reserve(decision) := limit.reserve if decision != "deny"
