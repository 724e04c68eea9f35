# Calls that are the same as an earlier one. Who counts them is the caller, which normalises and hashes the values.
package countersign.dedupe

import data.countersign.entries
import data.countersign.value

applicable contains entry if {
	input.phase != "compensate"
	some entry in entries.dedupe
}

needed := [{"id": entry.id, "values": values, "window": entry.window} |
	some entry in applicable
	values := [value.of(part).value | some part in entry.key]
]

repeated contains entry if {
	some entry in applicable
	not is_first(entry)
}

is_first(entry) if {
	every found in object.get(object.get(input, "counters", {}), entry.id, {}) {
		found <= 0
		is_number(found)
	}
}
