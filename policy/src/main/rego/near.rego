# What nearly mattered: guards with a threshold and limits that apply to the tool and did not decide. For people only.
package countersign.near

import data.countersign.condition
import data.countersign.entries
import data.countersign.guard
import data.countersign.limit
import data.countersign.own
import data.countersign.ranking
import data.countersign.value
import data.countersign.words

misses := array.concat(array.concat(guards, rules), limits)

guards := [miss |
	some id in sort({entry.id | some entry in entries.guards})
	some i, entry in entries.guards
	entry.id == id
	id != ranking.chosen.rule_id
	input.phase != "compensate"
	texts := [text | some part in entry.when; text := threshold(part)]
	count(texts) > 0
	miss := {"rule_id": id, "because": entry.because, "would_pass_if": verdict(i, texts)}
]

verdict(i, texts) := $"passes{concat(" or", texts)}" if not guard.standing[i]

verdict(i, texts) := $"would pass{concat(" or", texts)}" if guard.standing[i]

threshold(part) := $" until {words.until(part)}" if {
	part.op == "older_than"
	condition.refuted(part)
	words.until(part)
}

threshold(part) := $": {words.opposite(part)}" if {
	part.op in {"gt", "lt"}
}

threshold(part) := $": {words.opposite(part)}" if {
	part.op == "older_than"
	not condition.refuted(part)
}

# Rules of a company's own that say what would have let the call pass.
rules := [miss |
	some name, rule in own.about
	rule.mode != "permit"
	own.id(name) != ranking.chosen.rule_id
	own.members(name).would_pass_if
	miss := {"rule_id": own.id(name), "because": rule.because, "would_pass_if": passed(name, rule.would_pass_if)}
]

passed(name, text) := $"passes: {text}" if not own.standing[name]

passed(name, text) := $"would pass if {text}" if own.standing[name]

limits := [miss |
	some id in sort({entry.id | some entry in limit.applicable})
	some entry in limit.applicable
	entry.id == id
	id != ranking.chosen.rule_id
	miss := near_limit(entry)
]

near_limit(entry) := {
	"rule_id": entry.id,
	"because": words.spent(use),
	"would_pass_if": $"{passing(entry)}: {left} are left",
} if {
	use := words.worst(entry)
	left := value.text(words.left(use))
}

near_limit(entry) := {
	"rule_id": entry.id,
	"because": words.reached(entry),
	"would_pass_if": "would pass if what the limit counts were known",
} if {
	not words.worst(entry)
}

passing(entry) := "passes" if limit.is_within(entry)

passing(entry) := "would pass if no more were needed" if not limit.is_within(entry)
