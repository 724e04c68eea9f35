# The guards that stand: every condition may hold, none is certainly refuted.
package countersign.guard

import data.countersign.condition
import data.countersign.entries

standing[i] := guard if {
	input.phase != "compensate"
	some i, guard in entries.guards
	not is_refuted(guard)
}

is_refuted(guard) if {
	some part in guard.when
	condition.refuted(part)
}
