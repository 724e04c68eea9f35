# Rules of a company's own, one in each package `countersign.rules.<name>` (ADR 0012). Members are read one by one and
# never as a whole package, so that what else a package computes is not computed here.
package countersign.own

import data.countersign.entries

# Any member of a rule makes a package one.
names contains name if {
	some name
	_ = data.countersign.rules[name].title
}

names contains name if {
	some name
	_ = data.countersign.rules[name].because
}

names contains name if {
	some name
	_ = data.countersign.rules[name].mode
}

names contains name if {
	some name
	_ = data.countersign.rules[name].tools
}

# The rules about the tool that is asked about.
about[name] := rule if {
	input.phase != "compensate"
	some name in names
	speaks(name)
	rule := object.union(
		{
			"mode": "deny",
			"title": name,
			"because": $"The rule {name} does not let this call pass",
			"would_pass_if": $"the rule {name} let it pass",
		},
		members(name),
	)
}

speaks(name) if entries.tool in tools_of(name)

# Without a list of tools it is about every tool that the data names.
speaks(name) if {
	not tools_of(name)
	entries.mode
}

tools_of(name) := tools if {
	tools := data.countersign.rules[name].tools
	is_array(tools)
}

tools_of(name) := tools if {
	tools := data.countersign.rules[name].tools
	is_set(tools)
}

# It stands unless it says that the call may pass: what is not known never permits.
standing[name] := rule if {
	some name, rule in about
	rule.mode != "permit"
	not passes(name)
}

# First the member, then the comparison: `not data.countersign.rules[name].passes == true` is false in Wasm (opa 1.22.0)
# for whatever is neither true nor undefined.
passes(name) if {
	found := data.countersign.rules[name].passes
	found == true
}

id(name) := concat(":", ["rule", name])

# Why and with which terms a rule stands.
members(name) := {key: found | some key in shown; found := data.countersign.rules[name][key]}

shown := {
	"title", "because", "mode", "tier", "groups", "quorum", "separate", "ttl", "hold", "escalate_to", "would_pass_if",
}

catalogue[name] := {key: found | some key in listed; found := data.countersign.rules[name][key]} if some name in names

listed := {"title", "because", "mode", "tier", "groups", "tools"}
