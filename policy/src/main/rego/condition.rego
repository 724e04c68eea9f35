# When a condition of a guard certainly does not hold. It is written this way round so that whatever is not known, of
# the wrong type or cannot be parsed leaves the condition standing: unknown never permits.
package countersign.condition

import data.countersign.instant
import data.countersign.value

refuted(condition) if {
	found := value.of(condition.value)
	found.read
	certainly_not(condition.op, found.value, condition)
}

certainly_not("eq", found, condition) if {
	wanted := comparand(condition)
	not any_equal(value.elements(found), wanted)
}

certainly_not("ne", found, condition) if {
	wanted := comparand(condition)
	not null in wanted
	every element in value.elements(found) {
		not is_null(element)
		every other in wanted {
			element == other
		}
	}
}

certainly_not("in", found, condition) if {
	entries := listed(condition)
	every element in value.elements(found) {
		not is_covered(element, entries)
	}
}

certainly_not("not_in", found, condition) if {
	entries := listed(condition)
	every element in value.elements(found) {
		is_covered(element, entries)
	}
}

certainly_not("none_in", found, condition) if {
	entries := listed(condition)
	some element in value.elements(found)
	is_covered(element, entries)
}

certainly_not("gt", found, condition) if {
	wanted := comparand(condition)
	every element in value.elements(found) {
		every other in wanted {
			order(element, other) <= 0
		}
	}
}

certainly_not("lt", found, condition) if {
	wanted := comparand(condition)
	every element in value.elements(found) {
		every other in wanted {
			order(element, other) >= 0
		}
	}
}

certainly_not("older_than", found, condition) if {
	wanted := comparand(condition)
	every element in value.elements(found) {
		every other in wanted {
			instant.is_older(element, other) == false
		}
	}
}

certainly_not("missing", found, _) if {
	every element in value.elements(found) {
		not is_null(element)
	}
}

# What a value is compared with, as an array. Undefined when it was not read.
comparand(condition) := value.elements(condition.to)

comparand(condition) := value.elements(found.value) if {
	found := value.of(condition.to_value)
	found.read
}

# The entries of the list that a condition names. Undefined when there is no such list, or what selects it was not read.
listed(condition) := condition.to if is_array(condition.to)

listed(condition) := entries if {
	found := value.of(condition.to_value)
	found.read
	entries := value.elements(found.value)
	not null in entries
}

listed(condition) := entries if {
	not condition.at
	entries := data.lists[condition.list]
	is_array(entries)
}

listed(condition) := entries if {
	lists := data.lists[condition.list]
	is_object(lists)
	key := value.of(condition.at)
	key.read
	not is_array(key.value)
	entries := object.get(lists, [value.text(key.value)], [])
}

any_equal(elements, others) if {
	some element in elements
	not is_null(element)
	some other in others
	element == other
}

is_covered(element, entries) if {
	not is_null(element)
	element in entries
} else if {
	# A listed domain covers its subdomains, however they are written.
	is_string(element)
	name := trim_suffix(lower(element), ".")
	some entry in entries
	is_string(entry)
	contains(entry, ".")
	is_within(name, lower(entry))
}

is_within(name, domain) if name == domain

is_within(name, domain) if endswith(name, concat("", [".", domain]))

# Below, at or above zero as the first is less than, equal to or more than the second. Undefined for what has no order:
# a number and a text, or two texts that are not both times ("9" is no amount above "50000").
order(left, right) := compared(left, right) if {
	is_number(left)
	is_number(right)
}

order(left, right) := compared(instant.key(left), instant.key(right))

compared(left, right) := -1 if left < right

else := 0 if left == right

else := 1
