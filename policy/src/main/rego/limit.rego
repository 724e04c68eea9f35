# Limits: what a call uses up of which counter, and whether that is certainly still there.
package countersign.limit

import data.countersign.entries
import data.countersign.value

applicable := [limit | some limit in entries.limits; not is_of_no_resource(limit)] if input.phase != "compensate"

else := []

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
reserve := sort([use | some found in uses; some use in found])

# The counters to read before the decision: the same, as far as the keys are known.
needed := reserve

is_within(limit) if {
	every use in uses[limit.id] {
		used(use) + use.amount <= use.max
	}
}

# What each limit counts of this call. A limit of which one key or the amount is not known is not in here.
uses[limit.id] := found if {
	some limit in applicable
	is_number(limit.max)
	texts := sort(keys(limit))
	found := [use |
		some key in texts
		amount := amount_of(limit, key)
		amount >= 0
		use := {
			"limit": limit.id,
			"key": key,
			"window": window(limit),
			"amount": amount,
			"max": limit.max,
		}
	]
	count(found) == count(texts)
}

window(limit) := object.get(limit, "window", "run")

# What the caller was asked for and did not send has not been used. Any other thing than a number is not known.
used(use) := amount if {
	amount := object.get(object.get(input, "counters", {}), [use.limit, use.key], 0)
	is_number(amount)
}

keys(limit) := part_members(limit.key) if is_string(limit.key)

keys(limit) := combined(members) if {
	is_array(limit.key)
	members := [texts | some part in limit.key; texts := part_members(part)]
	count(members) == count(limit.key)
}

parts(limit) := value.elements(limit.key)

combined(members) := members[0] if count(members) == 1

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
	is_of_values(part)
	elements := value.elements(value.of(part).value)
	texts := [text | some element in elements; text := plain(element)]
	count(texts) == count(elements)
}

is_of_values(part) if startswith(part, "ref:")

is_of_values(part) if startswith(part, "argument:")

part_texts(part) := texts if {
	startswith(part, "domain:")
	elements := value.elements(value.of(concat("", ["argument:", substring(part, 7, -1)])).value)
	texts := [text | some element in elements; is_string(element); text := domain(element)]
	count(texts) == count(elements)
}

named(name) := name if {
	is_string(name)
	name != ""
}

plain(element) := element if is_string(element)

else := value.text(element) if is_boolean(element)

else := value.text(found) if {
	# 3 and 3.0 are one key.
	found := floor(element)
	element == found
} else := value.text(element) if is_number(element)

# The host of a URL, else what follows the last @ of an address, else a bare domain. No regular expressions, see
# instant.rego.
domain(text) := lower(host) if host := host_of_url(text)

else := lower(host) if {
	parts := split(text, "@")
	count(parts) > 1
	host := trim_suffix(trim_right(parts[count(parts) - 1], " \t\r\n\f"), ">")
	is_name(host)
} else := lower(text) if {
	is_name(text)
}

# Without the user in front of it.
host_of_url(text) := host if {
	halves := split(text, "://")
	count(halves) > 1
	is_scheme(halves[0])
	rest := concat("://", array.slice(halves, 1, count(halves)))
	authority := split(replace(replace(rest, "?", "/"), "#", "/"), "/")[0]
	parts := split(authority, "@")
	count(parts) <= 2
	host := split(parts[count(parts) - 1], ":")[0]
	host != ""
}

is_scheme(text) if {
	is_name(replace(text, "+", ""))
	trim_left(substring(text, 0, 1), "0123456789.-+") != ""
}

is_name(text) if {
	text != ""
	trim(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") == ""
}

amount_of(limit, _) := 1 if limit.amount == "calls"

amount_of(limit, _) := input.action.price if {
	limit.amount == "price"
	is_number(input.action.price)
}

amount_of(limit, _) := found if {
	startswith(limit.amount, "argument:")
	found := value.of(limit.amount).value
	is_number(found)
}

# Counting the very array that the key is made of, each key gets its own elements only.
amount_of(limit, key) := counted if {
	pointer := count_pointer(limit)
	is_own_key(limit, pointer)
	counted := count([text | some text in part_texts(limit.key); text == key])
}

amount_of(limit, _) := counted if {
	pointer := count_pointer(limit)
	not is_own_key(limit, pointer)
	found := value.of(concat("", ["argument:", pointer])).value
	not is_null(found)
	counted := count(value.elements(found))
}

count_pointer(limit) := substring(limit.amount, 6, -1) if startswith(limit.amount, "count:")

is_own_key(limit, pointer) if limit.key == concat("", ["domain:", pointer])

is_own_key(limit, pointer) if limit.key == concat("", ["argument:", pointer])
