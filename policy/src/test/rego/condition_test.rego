# Every operator: hit, miss, boundary, and what is not known.
package countersign_test.condition

import data.countersign.condition
import data.countersign_test.fixture

record := {
	"amount": 100,
	"text": "b",
	"none": null,
	"many": ["a", "b"],
	"mixed": ["a", null],
	"empty": [],
	"yes": true,
	"at": "2026-11-13T09:00:00.000Z",
	"domain": "mail.Rival.Example",
	"own": "acc-1",
	"rows": [{"name": "first"}, {"name": "second"}],
	"a/b": {"c~d": "escaped"},
}

lists := {"plain": ["a", "b", "rival.example"], "map": {"b": ["x", "b"], "a": []}}

asked := object.union(fixture.input_of({}), {
	"record": record,
	"resource": {"refs": {"account": ["acc-1"], "domain": ["one.example"], "none": []}},
	"facts": {"known": false, "null": null},
	"on_behalf_of": {"kind": "person", "id": "dana", "roles": ["r"]},
})

holds(when) if not condition.refuted(when) with input as asked with data.lists as lists

# Each row: the condition and whether it stands.
rows := [
	[{"value": "record:/amount", "op": "eq", "to": 100}, true],
	[{"value": "record:/amount", "op": "eq", "to": 100.0}, true],
	[{"value": "record:/amount", "op": "eq", "to": "100"}, false],
	[{"value": "record:/none", "op": "eq", "to": "b"}, false],
	[{"value": "record:/absent", "op": "eq", "to": "b"}, false],
	[{"value": "record:/many", "op": "eq", "to": "b"}, true],
	[{"value": "record:/many", "op": "eq", "to": "c"}, false],
	[{"value": "record:/yes", "op": "eq", "to": true}, true],
	[{"value": "fact:known", "op": "eq", "to": false}, true],
	[{"value": "fact:known", "op": "eq", "to": true}, false],
	[{"value": "fact:unread", "op": "eq", "to": true}, true],
	[{"value": "fact:null", "op": "eq", "to": true}, true],
	[{"value": "record:/text", "op": "ne", "to": "b"}, false],
	[{"value": "record:/text", "op": "ne", "to": "a"}, true],
	[{"value": "record:/many", "op": "ne", "to": "a"}, true],
	[{"value": "record:/none", "op": "ne", "to": "a"}, true],
	[{"value": "record:/own", "op": "ne", "to_value": "ref:account"}, false],
	[{"value": "on_behalf_of:/id", "op": "ne", "to_value": "run:/owner"}, false],
	[{"value": "on_behalf_of:/id", "op": "ne", "to_value": "record:/none"}, true],
	[{"value": "on_behalf_of:/id", "op": "eq", "to_value": "record:/none"}, false],
	[{"value": "on_behalf_of:/id", "op": "eq", "to_value": "fact:unread"}, true],
	[{"value": "record:/text", "op": "in", "to": ["a", "b"]}, true],
	[{"value": "record:/text", "op": "in", "to": ["a"]}, false],
	[{"value": "record:/none", "op": "in", "to": ["a"]}, false],
	[{"value": "record:/many", "op": "in", "to": ["b"]}, true],
	[{"value": "record:/domain", "op": "in", "list": "plain"}, true],
	[{"value": "argument:/to/0", "op": "in", "list": "plain"}, false],
	[{"value": "ref:domain", "op": "in", "to": ["ne.example"]}, false],
	[{"value": "ref:domain", "op": "in", "to": ["ONE.example"]}, true],
	[{"value": "ref:absent", "op": "in", "to": ["one.example"]}, false],
	[{"value": "ref:absent", "op": "not_in", "to": ["one.example"]}, true],
	[{"value": "record:/text", "op": "not_in", "to": ["a"]}, true],
	[{"value": "record:/text", "op": "not_in", "to": ["b"]}, false],
	[{"value": "record:/many", "op": "not_in", "to": ["a"]}, true],
	[{"value": "record:/many", "op": "not_in", "to": ["a", "b"]}, false],
	[{"value": "record:/mixed", "op": "not_in", "to": ["a"]}, true],
	[{"value": "record:/none", "op": "not_in", "to": ["a"]}, true],
	[{"value": "record:/text", "op": "not_in", "list": "map", "at": "record:/text"}, false],
	[{"value": "record:/text", "op": "not_in", "list": "map", "at": "record:/own"}, true],
	[{"value": "record:/text", "op": "not_in", "list": "map", "at": "record:/none"}, true],
	[{"value": "record:/text", "op": "not_in", "list": "map", "at": "fact:unread"}, true],
	[{"value": "record:/text", "op": "in", "list": "map", "at": "record:/own"}, false],
	[{"value": "record:/text", "op": "in", "list": "map", "at": "fact:unread"}, true],
	[{"value": "record:/text", "op": "in", "list": "map"}, true],
	[{"value": "record:/text", "op": "in", "list": "nowhere"}, true],
	[{"value": "subject:/roles", "op": "none_in", "to": ["lead"]}, true],
	[{"value": "on_behalf_of:/roles", "op": "none_in", "to": ["r"]}, false],
	[{"value": "record:/many", "op": "none_in", "to": ["b"]}, false],
	[{"value": "record:/none", "op": "none_in", "to": ["b"]}, true],
	[{"value": "record:/amount", "op": "gt", "to": 100}, false],
	[{"value": "record:/amount", "op": "gt", "to": 99.99}, true],
	[{"value": "record:/none", "op": "gt", "to": 99}, true],
	[{"value": "record:/text", "op": "gt", "to": 99}, true],
	[{"value": "record:/amount", "op": "gt", "to": "2026-01-01T00:00:00Z"}, true],
	[{"value": "record:/at", "op": "gt", "to": "2026-11-13T08:59:59Z"}, true],
	[{"value": "record:/at", "op": "gt", "to": "2026-11-13T10:00:00+01:00"}, false],
	[{"value": "record:/amount", "op": "lt", "to": 100}, false],
	[{"value": "record:/amount", "op": "lt", "to": 100.01}, true],
	[{"value": "record:/text", "op": "lt", "to": 99}, true],
	[{"value": "fact:unread", "op": "lt", "to": 99}, true],
	[{"value": "price", "op": "gt", "to": 0}, false],
	[{"value": "argument:/n", "op": "lt", "to": 4}, true],
	[{"value": "record:/at", "op": "older_than", "to": "P7D"}, false],
	[{"value": "record:/at", "op": "older_than", "to": "P6DT23H59M59S"}, true],
	[{"value": "record:/at", "op": "older_than", "to": "PT168H"}, false],
	[{"value": "record:/at", "op": "older_than", "to": "P1W"}, true],
	[{"value": "record:/text", "op": "older_than", "to": "P7D"}, true],
	[{"value": "record:/amount", "op": "older_than", "to": "P7D"}, true],
	[{"value": "record:/none", "op": "missing"}, true],
	[{"value": "record:/absent", "op": "missing"}, true],
	[{"value": "record:/text", "op": "missing"}, false],
	[{"value": "record:/mixed", "op": "missing"}, true],
	[{"value": "record:/empty", "op": "missing"}, false],
	[{"value": "fact:known", "op": "missing"}, false],
	[{"value": "fact:unread", "op": "missing"}, true],
	[{"value": "run:/tainted", "op": "eq", "to": true}, false],
	[{"value": "record:/empty", "op": "ne", "to": "a"}, false],
	[{"value": "argument:/to/1", "op": "eq", "to": "b@two.example"}, true],
	[{"value": "record:/text", "op": "in", "to_value": "record:/many"}, true],
	[{"value": "record:/text", "op": "not_in", "to_value": "record:/many"}, false],
	[{"value": "record:/own", "op": "in", "to_value": "record:/many"}, false],
	[{"value": "record:/own", "op": "in", "to_value": "record:/mixed"}, true],
	[{"value": "record:/text", "op": "not_in", "to_value": "fact:unread"}, true],
	[{"value": "record:/rows/1/name", "op": "eq", "to": "second"}, true],
	[{"value": "record:/a~1b/c~0d", "op": "eq", "to": "escaped"}, true],
	[{"value": "record:/text/deeper", "op": "eq", "to": "b"}, false],
	[{"value": "record:/text/deeper", "op": "missing"}, true],
	[{"value": "ref:none", "op": "missing"}, true],
	[{"value": "nonsense", "op": "eq", "to": "b"}, true],
	[{"value": "record:/text", "op": "nonsense", "to": "z"}, true],
]

test_every_operator if {
	wrong := [row | some row in rows; not is_right(row)]
	wrong == []
}

is_right([when, true]) if holds(when)

is_right([when, false]) if not holds(when)

test_a_record_that_was_not_read_matches_every_operator if {
	wrong := [op |
		some op in ["eq", "ne", "in", "not_in", "none_in", "gt", "lt", "older_than", "missing"]
		some without in [object.remove(asked, ["record"]), object.union(asked, {"record": null})]
		condition.refuted({"value": "record:/x", "op": op, "to": ["b"]}) with input as without
	]
	wrong == []
}

test_a_time_against_a_now_that_is_none if {
	when := {"value": "record:/at", "op": "older_than", "to": "P7D"}
	not condition.refuted(when) with input as object.union(asked, {"now": "today"})
	not condition.refuted(when) with input as object.remove(asked, ["now"])
}

test_what_is_absent_altogether_is_null if {
	bare := {"action": {"tool": "s.write"}}
	wrong := [name |
		some name in ["argument:/x", "subject:/x", "on_behalf_of:/x", "run:/x", "ref:x", "price"]
		not condition.refuted({"value": name, "op": "eq", "to": "b"}) with input as bare
	]
	wrong == []
	right := [name |
		some name in ["argument:/x", "subject:/x", "on_behalf_of:/x", "run:/x", "ref:x", "price"]
		condition.refuted({"value": name, "op": "ne", "to": "b"}) with input as bare
	]
	right == []
}
