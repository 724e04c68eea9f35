# Sentences for people. What the data says in `because` is handed on as it is; the caller fills its templates.
package countersign.words

import data.countersign.instant
import data.countersign.limit
import data.countersign.value

title(entry, decision) := object.get(entry, "title", object.get(titles, decision, ""))

titles := {"permit": "Permitted", "deny": "Denied"}

because(_, "permit") := $"The mode of {input.action.tool} is permit" if input.phase != "compensate"

because(_, "permit") := "An undo is permitted to whoever may approve the original" if input.phase == "compensate"

because(entry, decision) := object.get(entry, "because", object.get(becauses, decision, "")) if decision != "permit"

becauses := {"deny": $"The mode of {input.action.tool} is deny"}

duplicate(entry) := $"The same call was made before, within {entry.window}"

reached(entry) := $"{spent(worst(entry))}; this call needs {value.text(worst(entry).amount)}" if worst(entry)

reached(entry) := $"What the limit {entry.id} counts is not known for this call" if not worst(entry)

# Of several keys the one with the least left.
worst(entry) := [use | some use in limit.uses[entry.id]; limit.used(use) == most][0] if {
	most := max([limit.used(use) | some use in limit.uses[entry.id]])
}

spent(use) := $"{value.text(limit.used(use))} of {value.text(use.max)} {unit(use)}{counted_for(use)} {window(use)}"

left(use) := use.max - limit.used(use)

unit(use) := "calls" if entry_of(use).amount == "calls"

unit(use) := "spent" if entry_of(use).amount == "price"

unit(use) := $"in {last_part(entry_of(use).amount)}" if contains(entry_of(use).amount, ":")

counted_for(use) := "" if entry_of(use).key in {"all", "run"}

counted_for(use) := $" for {key_name(entry_of(use).key)}{use.key}" if not entry_of(use).key in {"all", "run"}

key_name(key) := "" if key in {"tool", "on_behalf_of"}

key_name(key) := $"{key} " if key in {"agent", "workflow"}

key_name(key) := $"{substring(key, 4, -1)} " if startswith(key, "ref:")

key_name(key) := $"{last_part(key)} " if startswith(key, "argument:")

key_name(key) := "domain " if startswith(key, "domain:")

key_name(key) := "" if is_array(key)

last_part(name) := parts[count(parts) - 1] if parts := split(name, "/")

window(use) := object.get(
	{"PT1M": "this minute", "PT1H": "this hour", "P1D": "today", "P7D": "this week"},
	use.window, "in this run",
)

entry_of(use) := [entry | some entry in limit.applicable; entry.id == use.limit][0]

# What would have let a call through, by the rule that decided. Null when it passed.
would_pass(candidate) := null if candidate.decision == "permit"

would_pass(candidate) := $"never: the mode of this tool is {object.get(candidate.source.entry, "mode", "unknown")}" if {
	candidate.decision != "permit"
	candidate.source.kind == "mode"
}

would_pass(candidate) := $"would pass if {candidate.source.entry.would_pass_if}" if candidate.source.kind == "builtin"

would_pass(candidate) := $"would pass once no such call lies within {candidate.source.entry.window}" if {
	candidate.source.kind == "dedupe"
}

would_pass(candidate) := $"would pass if no more than {value.text(left(worst(candidate.source.entry)))} were needed" if {
	candidate.source.kind == "limit"
	worst(candidate.source.entry)
}

would_pass(candidate) := "would pass if what the limit counts were known" if {
	candidate.source.kind == "limit"
	not worst(candidate.source.entry)
}

would_pass(candidate) := $"would pass if {concat(" or ", texts)}" if {
	candidate.source.kind == "guard"
	texts := [opposite(part) | some part in candidate.source.entry.when]
}

would_pass(candidate) := $"would pass if {candidate.source.entry.would_pass_if}" if {
	candidate.source.kind == "rule"
	candidate.decision != "permit"
}

# What a workflow that runs dry did not do.
dry(because, would) := $"{because}. It would have been sent" if would.decision == "permit"

dry(because, would) := $"{because}. It would have asked {concat(", ", would.groups)} ({would.tier}): {would.title}" if {
	would.decision == "require_approval"
}

# The opposite of a condition.
opposite(condition) := concat(" ", [value.place(condition.value), opposites[condition.op], other(condition)]) if {
	condition.op != "missing"
}

opposite(condition) := $"{value.place(condition.value)} is there" if condition.op == "missing"

opposites := {
	"eq": "is not",
	"ne": "is",
	"in": "is not in",
	"not_in": "is in",
	"none_in": "has one of",
	"gt": "is not above",
	"lt": "is not below",
	"older_than": "is not older than",
}

other(condition) := plain(condition.to) if not is_null(object.get(condition, "to", null))

other(condition) := value.place(condition.to_value) if condition.to_value

other(condition) := condition.list if {
	condition.list
	not condition.at
}

other(condition) := $"{condition.list} at {value.place(condition.at)}" if {
	condition.list
	condition.at
}

plain(to) := value.text(to) if not is_array(to)

plain(to) := concat(", ", [value.text(element) | some element in to]) if is_array(to)

# The last moment at which an older_than condition does not hold yet.
until(condition) := instant.format(instant.later(parsed, instant.duration(condition.to))) if {
	found := value.of(condition.value)
	parsed := instant.parse(found.value)
}
