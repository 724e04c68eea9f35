# Sentences about what decided and what nearly did.
package countersign_test.explain

import data.countersign
import data.countersign_test.fixture

explained(patch, tools, guards, limits) := answer if {
	answer := countersign.explain with input as fixture.input_of(patch)
		with data.tools as tools
		with data.guards as guards
		with data.limits as limits
}

of_guard(when) := explained({}, fixture.permitting, [fixture.guard_with("a", [when], "deny")], []).would_pass_if

test_a_permit_needs_nothing if {
	answer := explained({}, fixture.permitting, [], [])
	[answer.decision, answer.would_pass_if, answer.near_misses] == ["permit", null, []]
}

test_what_a_guard_would_have_let_pass if {
	of_guard({"value": "record:/amount", "op": "gt", "to": 99}) == "would pass if /record/amount is not above 99"
	of_guard({"value": "argument:/n", "op": "lt", "to": 4}) == "would pass if /action/arguments/n is not below 4"
	of_guard({"value": "ref:account", "op": "in", "to": ["acc-1", "b"]}) == "would pass if /resource/refs/account is not in acc-1, b"
	of_guard({"value": "run:/owner", "op": "ne", "to": "lee"}) == "would pass if /run/owner is lee"
	of_guard({"value": "run:/owner", "op": "ne", "to_value": "subject:/id"}) == "would pass if /run/owner is /subject/id"
	of_guard({"value": "subject:/roles", "op": "none_in", "to": ["lead"]}) == "would pass if /subject/roles has one of lead"
	of_guard({"value": "record:/x", "op": "missing"}) == "would pass if /record/x is there"
	of_guard({"value": "fact:f", "op": "older_than", "to": "P7D"}) == "would pass if /facts/f is not older than P7D"
	of_guard({"value": "age:record", "op": "gt", "to": 60}) == "would pass if /ages/record is not above 60"
	of_guard({"value": "action:/effect", "op": "eq", "to": "KEYED"}) == "would pass if /action/effect is not KEYED"
	of_guard({"value": "resource:/connector", "op": "eq", "to": "s"}) == "would pass if /resource/connector is not s"
	of_guard({"value": "price", "op": "eq", "to": 0}) == "would pass if /action/price is not 0"
	of_guard({"value": "record:/owner", "op": "not_in", "list": "none"}) == "would pass if /record/owner is in none"
	of_guard({"value": "record:/owner", "op": "not_in", "list": "none", "at": "run:/id"}) == "would pass if /record/owner is in none at /run/id"
}

test_what_the_rules_that_are_always_there_would_let_pass if {
	explained({"subject": {"scopes": []}}, fixture.permitting, [], []).would_pass_if == "would pass if the run held s.write"
	explained({"action": {"undo": null}}, fixture.permitting, [], []).would_pass_if != null
	explained({"action": {"tool": "s.other"}}, fixture.permitting, [], []).would_pass_if != null
	explained({}, {"s.write": {"mode": "deny"}}, [], []).would_pass_if == "never: the mode of this tool is deny"
}

limited := {"id": "lim", "tools": ["s.write"], "key": "all", "window": "PT1H", "amount": "count:/to", "max": 5}

test_what_a_limit_would_let_pass if {
	full := {"counters": {"lim": {"all": 4}}}
	answer := explained(full, fixture.permitting, [], [limited])
	answer.because == "4 of 5 in to this hour; this call needs 2"
	answer.would_pass_if == "would pass if no more than 1 were needed"
	unknown := explained({}, fixture.permitting, [], [object.union(limited, {"amount": "price", "key": "ref:lead"})])
	unknown.would_pass_if == "would pass if what the limit counts were known"
}

test_near_misses_are_thresholds_and_limits if {
	answer := explained(
		{"counters": {"lim": {"all": 1}}}, fixture.permitting, [
			fixture.guard_with("big", [{"value": "record:/amount", "op": "gt", "to": 100}], "deny"),
			fixture.guard_with("named", [{"value": "run:/owner", "op": "eq", "to": "lee"}], "deny"),
			fixture.guard_with("old", [{"value": "record:/at", "op": "older_than", "to": "P7D"}], "deny"),
		],
		[limited],
	)
	answer.near_misses == [
		{"rule_id": "big", "because": "Because of ${before.x}", "would_pass_if": "passes: /record/amount is not above 100"},
		{"rule_id": "old", "because": "Because of ${before.x}", "would_pass_if": "passes until 2026-11-20T09:00:00.000Z"},
		{"rule_id": "lim", "because": "1 of 5 in to this hour", "would_pass_if": "passes: 4 are left"},
	]
}

test_what_decided_is_no_near_miss if {
	guards := [
		fixture.guard_with("a", [{"value": "record:/amount", "op": "gt", "to": 99}], "deny"),
		fixture.guard_with("b", [{"value": "record:/amount", "op": "gt", "to": 98}], "deny"),
	]
	answer := explained({}, fixture.permitting, guards, [])
	answer.rule_id == "a"
	answer.near_misses == [{
		"rule_id": "b",
		"because": "Because of ${before.x}",
		"would_pass_if": "would pass: /record/amount is not above 98",
	}]
}

test_the_words_for_keys_and_windows if {
	spent({"key": "workflow", "window": "PT1M"}) == "0 of 5 calls for workflow flow this minute"
	spent({"key": "agent", "window": "P7D"}) == "0 of 5 calls for agent agent-1 this week"
	spent({"key": "tool"}) == "0 of 5 calls for s.write this hour"
	spent({"key": "argument:/id"}) == "0 of 5 calls for id r-1 this hour"
	spent({"key": "argument:/id", "amount": "price"}) == "0 of 5 spent for id r-1 this hour"
	spent({"key": "domain:/to"}) == "0 of 5 calls for domain one.example this hour"
	spent({"key": ["workflow", "tool"]}) == "0 of 5 calls for flow|s.write this hour"
	spent({"key": "all", "amount": "argument:/n"}) == "0 of 5 in n this hour"
}

spent(change) := answer.near_misses[0].because if {
	answer := explained({}, fixture.permitting, [], [object.union(object.union(limited, {"amount": "calls"}), change)])
}

test_limits_that_are_reached_and_did_not_decide if {
	first := object.union(limited, {"id": "a"})
	full := object.union(limited, {"id": "b"})
	unknown := object.union(limited, {"id": "c", "key": "ref:lead"})
	answer := explained({"counters": {"a": {"all": 5}, "b": {"all": 5}}}, fixture.permitting, [], [first, full, unknown])
	answer.rule_id == "a"
	answer.near_misses == [
		{
			"rule_id": "b",
			"because": "5 of 5 in to this hour",
			"would_pass_if": "would pass if no more were needed: 0 are left",
		},
		{
			"rule_id": "c",
			"because": "What the limit c counts is not known for this call",
			"would_pass_if": "would pass if what the limit counts were known",
		},
	]
}

test_a_threshold_that_stands_and_did_not_decide if {
	guards := [
		fixture.guard_with("a", [{"value": "run:/owner", "op": "eq", "to": "dana"}], "deny"),
		fixture.guard_with("b", [{"value": "fact:f", "op": "older_than", "to": "P7D"}, {"value": "price", "op": "lt", "to": 1}], "deny"),
	]
	answer := explained({}, fixture.permitting, guards, [])
	answer.near_misses == [{
		"rule_id": "b",
		"because": "Because of ${before.x}",
		"would_pass_if": "would pass: /facts/f is not older than P7D or: /action/price is not below 1",
	}]
}

test_a_duplicate_says_when_it_would_pass if {
	answer := countersign.explain with input as fixture.input_of({"counters": {"same": {"d": 1}}})
		with data.tools as fixture.permitting
		with data.dedupe as [{"id": "same", "tools": ["s.write"], "key": ["argument:/id"], "window": "P30D"}]
	answer.because == "The same call was made before, within P30D"
	answer.would_pass_if == "would pass once no such call lies within P30D"
}
