# The questions that may be asked. Everything else in these files is how they are answered.
#
# A rule of a company's own goes into a package `countersign.rules.<name>`; see own.rego.
package countersign

import data.countersign.dedupe
import data.countersign.limit
import data.countersign.near
import data.countersign.own
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

decide := {
	"decision": ranking.chosen.decision,
	"refusal": ranking.chosen.refusal,
	"rule_id": ranking.chosen.rule_id,
	"title": ranking.chosen.title,
	"because": ranking.because,
	"would": ranking.would,
	"tier": ranking.tier,
	"approvers": ranking.approvers,
	"ttl": object.get(ranking.terms, "ttl", null),
	"hold": object.get(ranking.terms, "hold", null),
	"escalate_to": object.get(ranking.terms, "escalate_to", null),
	"obligations": obligations,
	"masks": result.masks,
	"reserve": reserve,
	"reasons": ranking.reasons,
} if {
	asked
}

explain := object.union(decide, {
	"would_pass_if": words.would_pass(ranking.chosen),
	"near_misses": near.misses,
})

needs := {"counters": limit.needed, "dedupes": dedupe.needed} if asked

# A company's own rules with their words, whatever is asked.
catalogue := {"rules": own.catalogue}

denied if ranking.chosen.decision == "deny"

obligations := null if denied

else := result.obligations

reserve := [] if denied

else := limit.reserve
