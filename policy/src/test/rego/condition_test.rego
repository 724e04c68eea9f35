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
	"old": "2026-10-31T08:59:59.999Z",
	"there": "2026-11-13T09:59:59.999+01:00",
	"domain": "mail.Rival.Example",
	"own": "acc-1",
	"rows": [{"name": "first"}, {"name": "second"}],
	"a/b": {"c~d": "escaped"},
}

lists := {"plain": ["a", "b", "rival.example"], "map": {"b": ["x", "b"], "a": []}}

asked := object.union(fixture.input_of({}), {
	"record": record,
	"action": {"data_class": "confidential"},
	"resource": {"domain": "crm", "environment": "production", "refs": {"account": ["acc-1"], "domain": ["one.example"], "none": []}},
	"facts": {"known": false, "null": null},
	"ages": {"record": 60, "known": 3600.5, "odd": "old", "none": null},
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
	[{"value": "age:record", "op": "gt", "to": 59}, true],
	[{"value": "age:record", "op": "gt", "to": 60}, false],
	[{"value": "age:record", "op": "gt", "to": 61}, false],
	[{"value": "age:record", "op": "lt", "to": 60}, false],
	[{"value": "age:record", "op": "lt", "to": 61}, true],
	[{"value": "age:known", "op": "gt", "to": 3600}, true],
	[{"value": "age:known", "op": "eq", "to": 3600.5}, true],
	[{"value": "age:known", "op": "missing"}, false],
	[{"value": "age:unread", "op": "gt", "to": 999999}, true],
	[{"value": "age:unread", "op": "lt", "to": 0}, true],
	[{"value": "age:unread", "op": "missing"}, true],
	[{"value": "age:none", "op": "gt", "to": 999999}, true],
	[{"value": "age:odd", "op": "gt", "to": 999999}, true],
	[{"value": "price", "op": "gt", "to_value": "age:unread"}, true],
	[{"value": "price", "op": "gt", "to_value": "age:record"}, false],
	[{"value": "action:/data_class", "op": "eq", "to": "confidential"}, true],
	[{"value": "action:/data_class", "op": "in", "to": ["public", "internal"]}, false],
	[{"value": "action:/effect", "op": "ne", "to": "READ"}, true],
	[{"value": "action:/effect", "op": "ne", "to": "KEYED"}, false],
	[{"value": "action:/absent", "op": "missing"}, true],
	[{"value": "action:", "op": "missing"}, false],
	[{"value": "resource:/environment", "op": "eq", "to": "production"}, true],
	[{"value": "resource:/environment", "op": "eq", "to": "sandbox"}, false],
	[{"value": "resource:/domain", "op": "not_in", "to": ["crm", "erp"]}, false],
	[{"value": "resource:/refs/account/0", "op": "eq", "to": "acc-1"}, true],
	[{"value": "resource:/absent", "op": "not_in", "to": ["crm"]}, true],
	[{"value": "record:/at", "op": "gt", "to": "2026-11-13T09:00:00.000000001Z"}, false],
	[{"value": "record:/at", "op": "lt", "to": "2026-11-13T09:00:00.000000001Z"}, true],
	[{"value": "record:/at", "op": "lt", "to": "2026-11-13T09:00:00Z"}, false],
	[{"value": "record:/at", "op": "gt", "to_value": "record:/at"}, false],
	[{"value": "record:/at", "op": "older_than", "to": "P30D"}, false],
	[{"value": "record:/at", "op": "older_than", "to": "P19D"}, false],
	[{"value": "record:/at", "op": "older_than", "to": "P0D"}, true],
	[{"value": "record:/at", "op": "older_than", "to": "PD"}, true],
	[{"value": "record:/at", "op": "older_than", "to": "7D"}, true],
	[{"value": "record:/at", "op": "older_than", "to": "P999999999D"}, true],
	[{"value": "record:/old", "op": "older_than", "to": "P20D"}, true],
	[{"value": "record:/old", "op": "older_than", "to": "P30D"}, false],
	[{"value": "record:/there", "op": "older_than", "to": "P7D"}, true],
	[{"value": "record:/there", "op": "older_than", "to": "P7DT1S"}, false],
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

test_an_age_without_any_matches_every_operator if {
	wrong := [op |
		some op in ["eq", "ne", "in", "not_in", "none_in", "gt", "lt", "older_than", "missing"]
		some without in [object.remove(asked, ["ages"]), object.union(asked, {"ages": null})]
		condition.refuted({"value": "age:record", "op": op, "to": ["b"]}) with input as without
	]
	wrong == []
}

test_older_than_reaches_back_over_months_and_years if {
	when := {"value": "record:/at", "op": "older_than", "to": "P7D"}
	rows_of_time := [
		["2026-03-03T12:00:00Z", "2026-02-24T12:00:00Z", false],
		["2026-03-03T12:00:00Z", "2026-02-24T11:59:59Z", true],
		["2026-01-07T00:00:00Z", "2025-12-31T00:00:00.000Z", false],
		["2026-01-07T00:00:00Z", "2025-12-30T23:59:59.999Z", true],
		["2026-01-08T00:00:00Z", "2026-01-01T00:00:00.000Z", false],
		["2026-01-08T00:00:00Z", "2025-12-31T23:59:59.999Z", true],
		["2026-01-08T00:30:00+01:00", "2025-12-31T23:30:00Z", false],
		["2026-01-08T00:30:00+01:00", "2025-12-31T23:29:59Z", true],
	]
	wrong := [row |
		some row in rows_of_time
		question := object.union(asked, {"now": row[0], "record": {"at": row[1]}})
		is_wrong(when, question, row[2])
	]
	wrong == []
}

is_wrong(when, question, stands) if {
	stands
	condition.refuted(when) with input as question
}

is_wrong(when, question, stands) if {
	not stands
	not condition.refuted(when) with input as question
}

test_a_time_against_a_now_that_is_none if {
	when := {"value": "record:/at", "op": "older_than", "to": "P7D"}
	not condition.refuted(when) with input as object.union(asked, {"now": "today"})
	not condition.refuted(when) with input as object.remove(asked, ["now"])
}

test_what_is_absent_altogether_is_null if {
	bare := {"action": {"tool": "s.write"}}
	wrong := [name |
		some name in ["argument:/x", "subject:/x", "on_behalf_of:/x", "run:/x", "action:/x", "resource:/x", "ref:x", "price"]
		not condition.refuted({"value": name, "op": "eq", "to": "b"}) with input as bare
	]
	wrong == []
	right := [name |
		some name in ["argument:/x", "subject:/x", "on_behalf_of:/x", "run:/x", "action:/x", "resource:/x", "ref:x", "price"]
		condition.refuted({"value": name, "op": "ne", "to": "b"}) with input as bare
	]
	right == []
}
