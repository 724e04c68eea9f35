# Limits and duplicates: keys, amounts, boundaries, and what is not known.
package countersign_test.limit

import data.countersign
import data.countersign_test.fixture

base := {"id": "lim", "tools": ["s.write"], "key": "all", "window": "P1D", "amount": "calls", "max": 5}

decided(patch, limit) := answer if {
	answer := countersign.decide with input as fixture.input_of(patch)
		with data.tools as fixture.permitting
		with data.limits as [limit]
}

refusal(patch, change) := decided(patch, object.union(base, change)).refusal

reserved(patch, change) := {[use.key, use.amount] | some use in decided(patch, object.union(base, change)).reserve}

used(key, amount) := {"counters": {"lim": {key: amount}}}

test_up_to_the_maximum if {
	refusal({}, {}) == null
	refusal(used("all", 4), {}) == null
	refusal(used("all", 5), {}) == "LIMIT_REACHED"
	refusal(used("all", 6), {}) == "LIMIT_REACHED"
	refusal(used("other", 6), {}) == null
	refusal({}, {"max": 0}) == "LIMIT_REACHED"
	refusal(used("all", "many"), {}) == "LIMIT_REACHED"
	refusal(used("all", null), {}) == "LIMIT_REACHED"
}

test_says_which_and_how_many if {
	answer := decided(used("acc-1", 5), object.union(base, {"key": "ref:account"}))
	[answer.rule_id, answer.title] == ["lim", "Limit reached"]
	answer.because == "5 of 5 calls for account acc-1 today; this call needs 1"
	answer.reserve == []
}

test_keys if {
	reserved({}, {"key": "all"}) == {["all", 1]}
	reserved({}, {"key": "agent"}) == {["agent-1", 1]}
	reserved({"on_behalf_of": {"kind": "person", "id": "maya"}}, {"key": "on_behalf_of"}) == {["maya", 1]}
	reserved({}, {"key": "workflow"}) == {["flow", 1]}
	reserved({}, {"key": "run"}) == {["run-1", 1]}
	reserved({}, {"key": "tool"}) == {["s.write", 1]}
	reserved({}, {"key": "ref:account"}) == {["acc-1", 1]}
	reserved({}, {"key": "argument:/id"}) == {["r-1", 1]}
	reserved({}, {"key": "argument:/n"}) == {["3", 1]}
	reserved({"action": {"arguments": {"n": 3.0}}}, {"key": "argument:/n"}) == {["3", 1]}
	reserved({"action": {"arguments": {"n": 2.5}}}, {"key": "argument:/n"}) == {["2.5", 1]}
	reserved({"action": {"arguments": {"n": true}}}, {"key": "argument:/n"}) == {["true", 1]}
	reserved({}, {"key": "domain:/to"}) == {["one.example", 1], ["two.example", 1]}
	reserved({}, {"key": ["workflow", "ref:account"]}) == {["flow|acc-1", 1]}
	reserved({}, {"key": ["tool", "domain:/to", "agent"]}) == {
		["s.write|one.example|agent-1", 1],
		["s.write|two.example|agent-1", 1],
	}
}

test_one_key_that_is_full_is_enough if {
	refusal(used("two.example", 5), {"key": "domain:/to"}) == "LIMIT_REACHED"
	refusal(used("three.example", 5), {"key": "domain:/to"}) == null
}

test_a_key_that_is_not_known_is_a_limit_reached if {
	refusal({}, {"key": "on_behalf_of"}) == "LIMIT_REACHED"
	refusal({}, {"key": "ref:lead"}) == "LIMIT_REACHED"
	refusal({"resource": {"refs": {"account": []}}}, {"key": "ref:account"}) == "LIMIT_REACHED"
	refusal({}, {"key": "argument:/absent"}) == "LIMIT_REACHED"
	refusal({"action": {"arguments": {"id": {"x": 1}}}}, {"key": "argument:/id"}) == "LIMIT_REACHED"
	refusal({"action": {"arguments": {"to": ["a@one.example", "nobody at all"]}}}, {"key": "domain:/to"}) == "LIMIT_REACHED"
	refusal({"action": {"arguments": {"to": []}}}, {"key": "domain:/to"}) == "LIMIT_REACHED"
	refusal({}, {"key": ["workflow", "ref:lead"]}) == "LIMIT_REACHED"
	refusal({"run": {"id": null}}, {"key": "run"}) == "LIMIT_REACHED"
	refusal({}, {"key": "nonsense"}) == "LIMIT_REACHED"
	decided({}, object.union(base, {"key": "ref:lead"})).because == "What the limit lim counts is not known for this call"
}

test_domains if {
	domain("a@Mail.One.Example") == {["mail.one.example", 1]}
	domain("Ann <ann@one.example>") == {["one.example", 1]}
	domain("https://one.example:8443/x?y=a@two.example") == {["one.example", 1]}
	domain("https://user:pass@one.example/") == {["one.example", 1]}
	domain("One.Example") == {["one.example", 1]}
	domain("\"a@two.example\"@one.example") == {["one.example", 1]}
	domain("HTTP+x.1-y://One.Example") == {["one.example", 1]}
	domain("https://one.example?x=a@two.example") == {["one.example", 1]}
	domain("https://one.example#a@two.example") == {["one.example", 1]}
	domain("https://one.example/://two.example") == {["one.example", 1]}
	domain("https://user@:80@one.example") == {["one.example", 1]}
	domain("a@one.example> \t\n") == {["one.example", 1]}
}

test_no_domains if {
	wrong := [text |
		some text in [
			"", "nobody at all", "https://", "https:///x", "https://user@:80/", "1a://one.example", "://one.example",
			"a@", "a@one.example>>", "a@one example", "https://a@b@one.example/x", 7, null, {"a": 1},
		]
		domain(text) != set()
	]
	wrong == []
}

domain(text) := reserved({"action": {"arguments": {"to": text}}}, {"key": "domain:/to"})

test_amounts if {
	reserved({"action": {"price": 0.4}}, {"amount": "price"}) == {["all", 0.4]}
	reserved({}, {"amount": "argument:/n"}) == {["all", 3]}
	reserved({}, {"amount": "count:/to"}) == {["all", 2]}
	reserved({}, {"amount": "count:/id"}) == {["all", 1]}
	reserved({"action": {"arguments": {"to": ["a@one.example", "c@one.example", "b@two.example"]}}}, {
		"amount": "count:/to",
		"key": "domain:/to",
	}) == {["one.example", 2], ["two.example", 1]}
	reserved({"action": {"arguments": {"to": ["a", "b", "a"]}}}, {
		"amount": "count:/to",
		"key": "argument:/to",
	}) == {["a", 2], ["b", 1]}
}

test_an_amount_that_is_not_known_is_a_limit_reached if {
	refusal({"action": {"price": null}}, {"amount": "price"}) == "LIMIT_REACHED"
	refusal({}, {"amount": "argument:/id"}) == "LIMIT_REACHED"
	refusal({}, {"amount": "argument:/absent"}) == "LIMIT_REACHED"
	refusal({}, {"amount": "count:/absent"}) == "LIMIT_REACHED"
	refusal({"action": {"arguments": {"n": -1}}}, {"amount": "argument:/n"}) == "LIMIT_REACHED"
	refusal({}, {"amount": "nonsense"}) == "LIMIT_REACHED"
}

test_amounts_up_to_the_maximum if {
	refusal(used("all", 24.5), {"amount": "price", "max": 25}) == null
	refusal(object.union(used("all", 24.5), {"action": {"price": 0.5}}), {"amount": "price", "max": 25}) == null
	refusal(object.union(used("all", 24.5), {"action": {"price": 0.51}}), {"amount": "price", "max": 25}) == "LIMIT_REACHED"
}

test_a_limit_of_a_run_has_no_window if {
	answer := decided({}, object.remove(object.union(base, {"key": "run"}), ["window"]))
	answer.reserve == [{"limit": "lim", "key": "run-1", "window": "run", "amount": 1, "max": 5}]
}

test_a_compensation_is_not_counted if {
	refusal(object.union(used("all", 5), {"phase": "compensate"}), {}) == null
	reserved({"phase": "compensate"}, {}) == set()
}

test_a_question_of_no_resource_is_not_counted_by_reference if {
	question := object.remove(fixture.input_of({}), ["resource", "counters"])
	by_reference := object.union(base, {"key": "ref:account"})
	permitted := countersign.decide with input as question
		with data.tools as fixture.permitting
		with data.limits as [by_reference]
	permitted.decision == "permit"
	counted := countersign.decide with input as object.union(question, {"counters": {}})
		with data.tools as fixture.permitting
		with data.limits as [by_reference]
	counted.refusal == "LIMIT_REACHED"
}

test_needs_names_the_counters if {
	needs := countersign.needs with input as fixture.input_of({})
		with data.tools as fixture.permitting
		with data.limits as [base, object.union(base, {"id": "unknown", "key": "ref:lead"})]
	needs == {
		"counters": [{"limit": "lim", "key": "all", "window": "P1D", "amount": 1, "max": 5}],
		"dedupes": [],
	}
}

same := {"id": "same", "tools": ["s.write"], "key": ["argument:/id", "ref:domain", "record:/absent"], "window": "P30D"}

repeated(counters) := answer if {
	answer := countersign.decide with input as fixture.input_of({"counters": counters})
		with data.tools as fixture.permitting
		with data.dedupe as [same]
}

test_a_duplicate_is_refused if {
	repeated({}).decision == "permit"
	repeated({"same": {}}).decision == "permit"
	repeated({"same": {"digest": 0}}).decision == "permit"
	answer := repeated({"same": {"digest": 1}})
	[answer.decision, answer.refusal, answer.rule_id] == ["deny", "DUPLICATE", "same"]
	repeated({"same": {"a": 0, "b": 1}}).refusal == "DUPLICATE"
	repeated({"same": {"a": "x"}}).refusal == "DUPLICATE"
	repeated({"same": 3}).refusal == "DUPLICATE"
	repeated({"other": {"a": 1}}).decision == "permit"
}

test_needs_names_the_values_of_a_duplicate if {
	needs := countersign.needs with input as fixture.input_of({})
		with data.tools as fixture.permitting
		with data.dedupe as [same]
	needs.dedupes == [{"id": "same", "values": ["r-1", ["one.example"], null], "window": "P30D"}]
}

test_a_compensation_is_no_duplicate if {
	answer := countersign.decide with input as fixture.input_of({"phase": "compensate", "counters": {"same": {"d": 1}}})
		with data.tools as fixture.permitting
		with data.dedupe as [same]
	answer.decision == "permit"
}

test_a_duplicate_is_said_before_a_limit_and_a_limit_before_a_guard if {
	guard := fixture.guard_with("a", [{"value": "run:/owner", "op": "eq", "to": "dana"}], "deny")
	full := {"counters": {"lim": {"all": 5}}}
	limited := countersign.decide with input as fixture.input_of(full)
		with data.tools as fixture.permitting
		with data.limits as [base]
		with data.guards as [guard]
	limited.rule_id == "lim"
	[reason.rule_id | some reason in limited.reasons] == ["a"]
	both := countersign.decide with input as fixture.input_of({"counters": {"lim": {"all": 5}, "same": {"d": 1}}})
		with data.tools as fixture.permitting
		with data.limits as [base]
		with data.guards as [guard]
		with data.dedupe as [same]
	both.rule_id == "same"
	[reason.rule_id | some reason in both.reasons] == ["lim", "a"]
}
