# Limits: what a call uses up of which counter, and whether that is certainly still there.
package countersign.limit

import data.countersign.entries
import data.countersign.value

applicable contains limit if {
	input.phase != "compensate"
	some limit in entries.limits
	not is_of_no_resource(limit)
}

# A question that names neither a resource nor a counter (a decision table may leave out both) is about no reference,
# so nothing can be counted by one. With either of the two a reference that is not known is a limit reached.
is_of_no_resource(limit) if {
	not input.resource
	not input.counters
	some part in parts(limit)
	startswith(part, "ref:")
}

reached contains limit if {
	some limit in applicable
	not is_within(limit)
}

# The amounts to reserve with the decision, one for each limit and key, always in the same order.
reserve := sort([use | some limit in applicable; some use in uses(limit)])

# The counters to read before the decision: the same, as far as the keys are known.
needed := reserve

is_within(limit) if {
	every use in uses(limit) {
		used(use) + use.amount <= use.max
	}
}

# Undefined as soon as one key or the amount is not known.
uses(limit) := [use |
	some key in sort(keys(limit))
	use := {
		"limit": limit.id,
		"key": key,
		"window": window(limit),
		"amount": amount(limit, key),
		"max": limit.max,
	}
] if {
	is_number(limit.max)
	every key in keys(limit) {
		amount(limit, key) >= 0
	}
}

window(limit) := object.get(limit, "window", "run")

# What the caller was asked for and did not send has not been used. Any other thing than a number is not known.
used(use) := amount if {
	amount := object.get(object.get(input, "counters", {}), [use.limit, use.key], 0)
	is_number(amount)
}

keys(limit) := combined([members | some part in parts(limit); members := part_members(part)]) if {
	every part in parts(limit) {
		part_members(part)
	}
}

parts(limit) := value.elements(limit.key)

combined(members) := {key | some key in members[0]} if count(members) == 1

combined(members) := {key |
	some first in members[0]
	some second in members[1]
	key := concat("|", [first, second])
} if {
	count(members) == 2
}

combined(members) := {key |
	some first in members[0]
	some second in members[1]
	some third in members[2]
	key := concat("|", [first, second, third])
} if {
	count(members) == 3
}

# The texts that one part of a key stands for here, never none. Undefined when any of them is not known.
part_members(part) := {text | some text in texts} if {
	texts := part_texts(part)
	count(texts) > 0
}

part_texts("all") := ["all"]

part_texts("agent") := [named(input.subject.id)]

part_texts("on_behalf_of") := [named(input.on_behalf_of.id)]

part_texts("workflow") := [named(input.run.workflow.id)]

part_texts("run") := [named(input.run.id)]

part_texts("tool") := [named(input.action.tool)]

part_texts(part) := texts if {
	split(part, ":")[0] in {"ref", "argument"}
	elements := value.elements(value.of(part).value)
	texts := [text | some element in elements; text := plain(element)]
	count(texts) == count(elements)
}

part_texts(part) := texts if {
	startswith(part, "domain:")
	elements := value.elements(value.of(concat("", ["argument:", substring(part, 7, -1)])).value)
	texts := [text | some element in elements; text := domain(element)]
	count(texts) == count(elements)
}

named(name) := name if {
	is_string(name)
	name != ""
}

plain(element) := value.text(element) if type_name(element) in {"string", "boolean"}

# 3 and 3.0 are one key.
plain(element) := value.text(floor(element)) if {
	is_number(element)
	element == floor(element)
}

plain(element) := value.text(element) if {
	is_number(element)
	element != floor(element)
}

# The host of a URL, else what follows the last @ of an address, else a bare domain.
domain(text) := lower(found) if {
	is_string(text)
	found := regex.find_all_string_submatch_n(`^[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?([^/?#:@]+)`, text, 1)[0][1]
} else := lower(found) if {
	is_string(text)
	found := regex.find_all_string_submatch_n(`@([A-Za-z0-9.-]+)>?\s*$`, text, 1)[0][1]
} else := lower(text) if {
	is_string(text)
	regex.match(`^[A-Za-z0-9.-]+$`, text)
}

amount(limit, _) := 1 if limit.amount == "calls"

amount(limit, _) := input.action.price if {
	limit.amount == "price"
	is_number(input.action.price)
}

amount(limit, _) := found if {
	startswith(limit.amount, "argument:")
	found := value.of(limit.amount).value
	is_number(found)
}

# Counting the very array that the key is made of, each key gets its own elements only.
amount(limit, key) := counted if {
	pointer := count_pointer(limit)
	is_own_key(limit, pointer)
	counted := count([text | some text in part_texts(limit.key); text == key])
}

amount(limit, _) := counted if {
	pointer := count_pointer(limit)
	not is_own_key(limit, pointer)
	found := value.of(concat("", ["argument:", pointer])).value
	not is_null(found)
	counted := count(value.elements(found))
}

count_pointer(limit) := substring(limit.amount, 6, -1) if startswith(limit.amount, "count:")

is_own_key(limit, pointer) if limit.key == concat("", ["domain:", pointer])

is_own_key(limit, pointer) if limit.key == concat("", ["argument:", pointer])
