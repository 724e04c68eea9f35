# The rules that are always there, the ranking of matches, the terms, and what a phase changes.
package countersign_test.decide

import data.countersign
import data.countersign_test.fixture

mode_of(mode) := {"s.write": mode}

approval := {
	"mode": "require_approval",
	"tier": "T1",
	"groups": ["g"],
	"title": "Asked",
	"because": "It is asked",
}

decided(patch, tools, guards) := answer if {
	answer := countersign.decide with input as fixture.input_of(patch)
		with data.tools as tools
		with data.guards as guards
}

rule(patch) := [answer.decision, answer.rule_id, answer.refusal] if {
	answer := decided(patch, fixture.permitting, [])
}

workflow(patch) := {"run": {"workflow": patch}}

test_permits_what_the_mode_permits if {
	rule({}) == ["permit", "tool:s.write", null]
}

test_denies_what_is_not_listed if {
	rule({"action": {"tool": "s.other"}}) == ["deny", "builtin:unlisted", "POLICY_DENIED"]
	decided({}, {}, []).rule_id == "builtin:unlisted"
}

test_denies_a_scope_that_is_not_held if {
	rule({"subject": {"scopes": ["s.read"]}}) == ["deny", "builtin:scope", "POLICY_DENIED"]
	rule({"action": {"scopes": ["s.write", "s.more"]}}) == ["deny", "builtin:scope", "POLICY_DENIED"]
	rule({"action": {"scopes": null}}) == ["deny", "builtin:scope", "POLICY_DENIED"]
	rule({"subject": {"scopes": null}}) == ["deny", "builtin:scope", "POLICY_DENIED"]
	rule({"action": {"scopes": []}}) == ["permit", "tool:s.write", null]
	decided({"subject": {"scopes": []}}, fixture.permitting, []).because == "The run does not hold s.write"
}

test_holding_a_scope_includes_its_self if {
	rule({"action": {"scopes": ["s.write.self"]}}) == ["permit", "tool:s.write", null]
	rule({"action": {"scopes": ["s.write"]}, "subject": {"scopes": ["s.write.self"]}})[1] == "builtin:scope"
	rule({"action": {"scopes": ["s.write.selfish"]}})[1] == "builtin:scope"
}

test_a_stage_that_reads_only_refuses_writes if {
	rule(workflow({"stage": "read_only"})) == ["deny", "builtin:stage", "POLICY_DENIED"]
	rule(object.union(workflow({"stage": "read_only"}), {"action": {"effect": "READ"}}))[0] == "permit"
	rule(workflow({"stage": "limited_writes"}))[0] == "permit"
	rule(workflow({"stage": "scaled"}))[0] == "permit"
	rule(workflow({"stage": "something"}))[1] == "builtin:stage"
	rule(workflow({"stage": null}))[1] == "builtin:stage"
}

test_a_stage_of_limited_writes_refuses_what_would_need_a_person if {
	answer := decided(workflow({"stage": "limited_writes"}), mode_of(approval), [])
	[answer.decision, answer.rule_id, answer.refusal] == ["deny", "builtin:stage", "POLICY_DENIED"]
	guarded := decided(workflow({"stage": "limited_writes"}), fixture.permitting, [standing("a", "require_approval")])
	guarded.rule_id == "builtin:stage"
	denied := decided(workflow({"stage": "limited_writes"}), mode_of(approval), [standing("a", "deny")])
	denied.rule_id == "a"
	some stage in ["approvals", "scaled"]
	decided(workflow({"stage": stage}), mode_of(approval), []).decision == "require_approval"
}

test_an_effect_that_is_not_known_is_a_write if {
	rule(object.union(workflow({"stage": "read_only"}), {"action": {"effect": null}}))[1] == "builtin:stage"
	rule(object.union(workflow({"stage": "read_only"}), {"action": {"effect": "read"}}))[1] == "builtin:stage"
}

test_a_write_declares_its_undo if {
	rule({"action": {"undo": null}}) == ["deny", "builtin:undo", "POLICY_DENIED"]
	rule({"action": {"undo": "perhaps"}})[1] == "builtin:undo"
	rule({"action": {"undo": "manual"}})[0] == "permit"
	rule({"action": {"undo": "none"}})[0] == "permit"
	rule({"action": {"undo": null, "effect": "READ"}})[0] == "permit"
}

test_a_dry_run_writes_nothing if {
	rule(workflow({"dry_run": true})) == ["deny", "builtin:dry_run", "DRY_RUN"]
	rule(workflow({"dry_run": null})) == ["deny", "builtin:dry_run", "DRY_RUN"]
	rule(object.union(workflow({"dry_run": true}), {"action": {"effect": "READ"}}))[0] == "permit"
	decided(workflow({"dry_run": true}), mode_of(approval), []).refusal == "DRY_RUN"
}

test_a_dry_run_shows_what_policy_would_refuse_anyway if {
	decided(workflow({"dry_run": true}), fixture.permitting, [standing("a", "deny")]).rule_id == "a"
}

test_a_dry_run_says_what_would_have_happened if {
	sent := decided(workflow({"dry_run": true}), fixture.permitting, [])
	sent.because == "The workflow runs dry: nothing is written. It would have been sent"
	sent.would == {
		"decision": "permit",
		"tier": null,
		"groups": null,
		"rule_id": "tool:s.write",
		"title": "Permitted",
	}
	asked := decided(workflow({"dry_run": true}), mode_of(object.union(approval, {"groups": ["g", "h"]})), [])
	asked.because == "The workflow runs dry: nothing is written. It would have asked g, h (T1): Asked"
	asked.would == {
		"decision": "require_approval",
		"tier": "T1",
		"groups": ["g", "h"],
		"rule_id": "tool:s.write",
		"title": "Asked",
	}
	strictest_asked := decided(workflow({"dry_run": true}), mode_of(approval), [with_terms("a", "T2", 1)])
	[strictest_asked.would.rule_id, strictest_asked.would.tier] == ["a", "T2"]
	blind := object.union(workflow({"dry_run": true}), {"facts": {"before_image": false}})
	decided(blind, mode_of(approval), []).would.tier == "T2"
	decided(workflow({"dry_run": true}), mode_of({"mode": "require_approval"}), []).decision == "deny"
}

test_only_a_dry_run_says_what_would_have_happened if {
	decided({}, fixture.permitting, []).would == null
	decided({}, mode_of(approval), []).would == null
	decided(workflow({"dry_run": true}), fixture.permitting, [standing("a", "deny")]).would == null
	decided(workflow({"dry_run": true}), mode_of({"mode": "deny"}), []).would == null
}

test_the_order_of_the_rules_that_are_always_there if {
	all_wrong := {
		"action": {"undo": null},
		"subject": {"scopes": []},
		"run": {"workflow": {"stage": "read_only", "dry_run": true}},
	}
	answer := decided(all_wrong, fixture.permitting, [])
	answer.rule_id == "builtin:scope"
	[reason.rule_id | some reason in answer.reasons] == ["builtin:stage", "builtin:undo", "builtin:dry_run"]
}

test_a_mode_that_is_no_word_denies if {
	decided({}, mode_of({"mode": "maybe"}), []).decision == "deny"
	decided({}, mode_of({"mode": "deny"}), []).rule_id == "tool:s.write"
	decided({}, mode_of({}), []).decision == "deny"
	decided({}, fixture.permitting, [standing("a", "maybe")]).decision == "deny"
}

# Guards that stand whatever the input says.
standing(id, mode) := fixture.guard_with(id, [{"value": "run:/owner", "op": "eq", "to": "dana"}], mode)

with_terms(id, tier, quorum) := object.union(standing(id, "require_approval"), {"tier": tier, "quorum": quorum})

test_a_guard_needs_all_its_conditions if {
	hit := {"value": "run:/owner", "op": "eq", "to": "dana"}
	miss := {"value": "run:/owner", "op": "eq", "to": "lee"}
	decided({}, fixture.permitting, [fixture.guard_with("a", [hit, hit], "deny")]).rule_id == "a"
	decided({}, fixture.permitting, [fixture.guard_with("a", [hit, miss], "deny")]).decision == "permit"
}

test_a_guard_speaks_of_its_tools_only if {
	other := object.union(standing("a", "deny"), {"tools": ["s.other"]})
	decided({}, fixture.permitting, [other]).decision == "permit"
}

test_the_strictest_match_decides_whole if {
	strictest([standing("b", "require_approval"), standing("a", "deny")]) == "a"
	strictest([with_terms("a", "T1", 3), with_terms("b", "T2", 1)]) == "b"
	strictest([with_terms("a", "T2", 1), with_terms("b", "T2", 2)]) == "b"
	strictest([with_terms("b", "T2", 2), with_terms("a", "T2", 2)]) == "a"
	strictest([standing("b", "deny"), standing("a", "deny")]) == "a"
	strictest([standing("a", "permit")]) == "a"
}

strictest(guards) := decided({}, fixture.permitting, guards).rule_id

test_an_approval_has_its_terms if {
	terms := object.union(approval, {
		"quorum": 2,
		"separate": false,
		"ttl": "PT1H",
		"hold": "PT5S",
		"escalate_to": "chiefs",
	})
	answer := decided({}, mode_of(terms), [])
	answer.tier == "T1"
	answer.approvers == {"groups": ["g"], "quorum": 2, "separate": false}
	[answer.ttl, answer.hold, answer.escalate_to] == ["PT1H", "PT5S", "chiefs"]
	[answer.title, answer.because] == ["Asked", "It is asked"]
}

test_an_approval_has_defaults if {
	answer := decided({}, mode_of(approval), [])
	answer.approvers == {"groups": ["g"], "quorum": 1, "separate": true}
	[answer.ttl, answer.hold, answer.escalate_to] == [null, null, null]
}

test_every_answer_says_why if {
	every answer in [
		decided({}, fixture.permitting, []),
		decided({}, mode_of({"mode": "deny"}), []),
		decided({"subject": {"scopes": []}}, fixture.permitting, []),
		decided({"action": {"tool": "s.other"}}, fixture.permitting, []),
	] {
		answer.title != ""
		answer.because != ""
	}
}

test_no_before_image_raises_the_tier if {
	raised("T1", false) == "T2"
	raised("T2", false) == "T3"
	raised("T3", false) == "T3"
	raised("T1", true) == "T1"
	decided({}, mode_of(approval), []).tier == "T1"
	decided({"facts": {"before_image": false}}, fixture.permitting, []).tier == null
}

raised(tier, image) := decided({"facts": {"before_image": image}}, mode_of(object.union(approval, {"tier": tier})), []).tier

test_reasons_name_what_else_stood_in_the_way if {
	answer := decided({}, mode_of(approval), [standing("a", "deny"), standing("b", "require_approval")])
	[reason.rule_id | some reason in answer.reasons] == ["b", "tool:s.write"]
	decided({}, fixture.permitting, [standing("a", "deny")]).reasons == []
}

test_a_compensation_skips_guards_and_asks_nobody if {
	answer := decided({"phase": "compensate"}, mode_of(approval), [standing("a", "deny")])
	[answer.decision, answer.rule_id, answer.reserve] == ["permit", "tool:s.write", []]
	decided({"phase": "compensate"}, mode_of({"mode": "deny"}), []).decision == "deny"
	decided({"phase": "compensate", "subject": {"scopes": []}}, fixture.permitting, []).rule_id == "builtin:scope"
	decided({"phase": "compensate", "action": {"tool": "s.other"}}, fixture.permitting, []).rule_id == "builtin:unlisted"
}

test_dispatch_decides_as_propose if {
	decided({"phase": "dispatch"}, mode_of(approval), [standing("a", "deny")]).rule_id == "a"
}

test_no_answer_without_a_question if {
	not decided({"phase": "perhaps"}, fixture.permitting, [])
	not decided({"phase": null}, fixture.permitting, [])
	not decided({"action": {"tool": null}}, fixture.permitting, [])
	not countersign.decide with input as {} with data.tools as fixture.permitting
	not countersign.explain with input as {} with data.tools as fixture.permitting
	not countersign.needs with input as {} with data.tools as fixture.permitting
}

test_the_index_says_the_same_as_the_plain_document if {
	guards := [standing("a", "deny")]
	plain := decided({}, fixture.permitting, guards)
	indexed := countersign.decide with input as fixture.input_of({})
		with data.tools as fixture.permitting
		with data.by_tool as {"s.write": {"guards": guards}}
	plain == indexed
	limit := {"id": "lim", "tools": ["s.write"], "key": "all", "window": "P1D", "amount": "calls", "max": 0}
	limited := countersign.decide with input as fixture.input_of({})
		with data.tools as fixture.permitting
		with data.by_tool as {"s.write": {"limits": [limit]}}
	limited.rule_id == "lim"
	dedupe := {"id": "same", "tools": ["s.write"], "key": ["argument:/id"], "window": "P1D"}
	repeated := countersign.decide with input as fixture.input_of({"counters": {"same": {"d": 1}}})
		with data.tools as fixture.permitting
		with data.by_tool as {"s.write": {"dedupe": [dedupe]}}
	repeated.rule_id == "same"
	empty := countersign.decide with input as fixture.input_of({})
		with data.tools as fixture.permitting
		with data.by_tool as {}
	empty.decision == "permit"
}
