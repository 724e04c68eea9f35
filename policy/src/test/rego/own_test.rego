# Rules of a company's own: when they stand, what they win against, and what they say. They are in the files rule_*.
package countersign_test.own

import data.countersign
import data.countersign_test.fixture

tools := {"s.own": {"mode": "permit"}, "s.write": {"mode": "permit"}}

asked(patch) := fixture.input_of(object.union({"action": {"tool": "s.own"}}, patch))

arguments(patch) := {"action": {"tool": "s.own", "arguments": patch}}

decided(patch, guards) := answer if {
	answer := countersign.decide with input as asked(patch)
		with data.tools as tools
		with data.guards as guards
}

explained(patch, guards) := answer if {
	answer := countersign.explain with input as asked(patch)
		with data.tools as tools
		with data.guards as guards
}

rule(patch) := [answer.decision, answer.rule_id] if answer := decided(patch, [])

amount(value) := {"record": {"amount": value}}

test_a_rule_stands_unless_it_passes if {
	rule(amount(100)) == ["permit", "tool:s.own"]
	rule(amount(100.01)) == ["require_approval", "rule:big"]
}

test_what_is_not_known_never_passes if {
	rule(amount(null)) == ["require_approval", "rule:big"]
	rule(amount("100")) == ["require_approval", "rule:big"]
	rule({"record": null}) == ["require_approval", "rule:big"]
}

test_passes_is_true_or_it_does_not_pass if {
	wrong := [passes |
		some passes in ["true", 1, null, [true], {"passes": true}, false]
		rule(arguments({"odd": true, "mode": "deny", "passes": passes})) != ["deny", "rule:odd"]
	]
	wrong == []
	rule(arguments({"odd": true, "mode": "deny", "passes": true})) == ["permit", "tool:s.own"]
}

test_it_decides_with_its_terms if {
	answer := decided(amount(101), [])
	answer.title == "Large amount"
	answer.because == "Amount is ${before.amount}; above 100 finance decides"
	[answer.tier, answer.approvers] == ["T2", {"groups": ["finance"], "quorum": 2, "separate": false}]
	[answer.ttl, answer.hold, answer.escalate_to] == ["PT1H", "PT5S", "chiefs"]
	answer.reasons == []
}

test_it_speaks_of_its_tools_only if {
	rule({"action": {"tool": "s.write", "arguments": {"closed": true}}}) == ["permit", "tool:s.write"]
	rule(arguments({"closed": true})) == ["deny", "rule:closed"]
}

test_without_tools_it_speaks_of_every_tool_that_the_data_names if {
	rule({"action": {"tool": "s.write", "arguments": {"everywhere": true}}}) == ["deny", "rule:everywhere"]
	rule(arguments({"everywhere": true})) == ["deny", "rule:everywhere"]
	answer := decided({"action": {"tool": "s.gone", "arguments": {"everywhere": true}}}, [])
	[answer.rule_id, answer.reasons] == ["builtin:unlisted", []]
}

test_it_speaks_of_reads_too if {
	rule({"action": {"tool": "s.own", "effect": "READ", "arguments": {"closed": true}}}) == ["deny", "rule:closed"]
}

test_a_mode_that_is_not_known_denies if {
	rule(arguments({"odd": true, "mode": "maybe"})) == ["deny", "rule:odd"]
	rule(arguments({"odd": true, "mode": null})) == ["deny", "rule:odd"]
	rule(arguments({"odd": true, "mode": ["permit"]})) == ["deny", "rule:odd"]
	rule(arguments({"odd": true})) == ["deny", "rule:odd"]
}

test_the_mode_permit_changes_nothing if {
	answer := decided(arguments({"odd": true, "mode": "permit"}), [])
	[answer.decision, answer.rule_id, answer.reasons] == ["permit", "tool:s.own", []]
	denied := countersign.decide with input as asked(arguments({"odd": true, "mode": "permit"}))
		with data.tools as {"s.own": {"mode": "deny"}}
	denied.rule_id == "tool:s.own"
}

test_a_rule_without_words_still_says_which_it_is if {
	decided(arguments({"odd": true, "mode": "deny"}), []).because == "The rule odd does not let this call pass"
}

# The schema has no answer without a tier, so that what decides is indeterminate.
test_an_approval_that_names_nobody_is_no_answer if {
	answer := decided(object.union(arguments({"odd": true, "mode": "require_approval"}), amount(101)), [])
	[answer.rule_id, answer.tier] == ["rule:odd", null]
	unknown := decided(arguments({"odd": true, "mode": "require_approval", "tier": "T9"}), [])
	[unknown.rule_id, unknown.tier] == ["rule:odd", "T9"]
	several := decided(arguments({"odd": true, "mode": "require_approval", "tier": "T1", "quorum": "two"}), [])
	[several.rule_id, several.approvers.quorum] == ["rule:odd", "two"]
}

guard_of(mode, tier, quorum) := {
	"id": "guard",
	"tools": ["s.own"],
	"when": [{"value": "run:/owner", "op": "eq", "to": "dana"}],
	"mode": mode,
	"tier": tier,
	"quorum": quorum,
	"groups": ["g"],
	"title": "Guarded",
	"because": "It is guarded",
}

# Each row: a guard that stands, what the call says, and which of the two decides.
against := [
	[guard_of("require_approval", "T1", 3), amount(101), "rule:big"],
	[guard_of("require_approval", "T2", 1), amount(101), "rule:big"],
	[guard_of("require_approval", "T2", 2), amount(101), "guard"],
	[guard_of("require_approval", "T2", 3), amount(101), "guard"],
	[guard_of("require_approval", "T3", 1), amount(101), "guard"],
	[guard_of("deny", "T1", 1), amount(101), "guard"],
	[guard_of("permit", "T1", 1), amount(101), "rule:big"],
	[guard_of("deny", "T1", 1), arguments({"closed": true}), "guard"],
	[guard_of("require_approval", "T3", 9), arguments({"closed": true}), "rule:closed"],
	[guard_of("permit", "T1", 1), arguments({"closed": true}), "rule:closed"],
	[guard_of("require_approval", "T1", 1), amount(100), "guard"],
]

test_the_strictest_of_rules_and_guards_decides if {
	wrong := [row | some row in against; decided(row[1], [row[0]]).rule_id != row[2]]
	wrong == []
	[reason.rule_id | some reason in decided(amount(101), [guard_of("deny", "T1", 1)]).reasons] == ["rule:big"]
	[reason.rule_id | some reason in decided(arguments({"closed": true}), [guard_of("deny", "T1", 1)]).reasons] == ["rule:closed"]
}

test_the_strictest_of_several_rules_decides if {
	answer := decided(object.union(arguments({"closed": true, "odd": true, "mode": "deny"}), amount(101)), [])
	answer.rule_id == "rule:closed"
	[reason.rule_id | some reason in answer.reasons] == ["rule:odd", "rule:big"]
}

test_it_is_weaker_than_a_limit_and_than_the_rules_that_are_always_there if {
	limit := {"id": "lim", "tools": ["s.own"], "key": "all", "window": "P1D", "amount": "calls", "max": 0}
	limited := countersign.decide with input as asked(arguments({"closed": true}))
		with data.tools as tools
		with data.limits as [limit]
	limited.rule_id == "lim"
	decided(object.union(arguments({"closed": true}), {"subject": {"scopes": []}}), []).rule_id == "builtin:scope"
}

test_a_stage_of_limited_writes_refuses_its_approval if {
	answer := decided(object.union(amount(101), {"run": {"workflow": {"stage": "limited_writes"}}}), [])
	answer.rule_id == "builtin:stage"
}

test_a_compensation_skips_it if {
	rule(object.union(arguments({"closed": true}), {"phase": "compensate"})) == ["permit", "tool:s.own"]
}

test_dispatch_asks_it_again if {
	rule(object.union(arguments({"closed": true}), {"phase": "dispatch"})) == ["deny", "rule:closed"]
}

test_it_says_what_would_pass if {
	explained(amount(101), []).would_pass_if == "would pass if the amount were at most 100"
	explained(arguments({"closed": true}), []).would_pass_if == "would pass if the rule closed let it pass"
}

test_it_is_a_near_miss_when_it_says_what_would_pass if {
	explained(amount(1), []).near_misses == [{
		"rule_id": "rule:big",
		"because": "Amount is ${before.amount}; above 100 finance decides",
		"would_pass_if": "passes: the amount were at most 100",
	}]
	explained(amount(101), []).near_misses == []
	explained(object.union(arguments({"closed": true}), amount(101)), []).near_misses == [{
		"rule_id": "rule:big",
		"because": "Amount is ${before.amount}; above 100 finance decides",
		"would_pass_if": "would pass if the amount were at most 100",
	}]
}

expected_catalogue := {"rules": {
	"big": {
		"title": "Large amount",
		"because": "Amount is ${before.amount}; above 100 finance decides",
		"mode": "require_approval",
		"tier": "T2",
		"groups": ["finance"],
		"tools": ["s.own"],
	},
	"closed": {"title": "Closed", "because": "It is closed", "mode": "deny", "tools": {"s.own"}},
	"everywhere": {"title": "Everywhere", "because": "It is forbidden everywhere", "mode": "deny"},
	"odd": {"title": "Odd", "tools": ["s.own"]},
}}

test_the_catalogue_lists_every_rule_with_what_it_says if {
	countersign.catalogue == expected_catalogue
	countersign.catalogue == expected_catalogue with input as {}
	countersign.catalogue.rules.odd.mode == "maybe" with input as {"action": {"arguments": {"mode": "maybe"}}}
}
