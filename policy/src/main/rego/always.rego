# The rules that are always there, whatever the data says.
package countersign.always

import data.countersign.entries

# Anything that is not known to be a READ is a write.
is_write if not input.action.effect == "READ"

stages := {"read_only", "limited_writes", "approvals", "scaled"}

stage := input.run.workflow.stage if input.run.workflow.stage in stages

stage := "read_only" if not input.run.workflow.stage in stages

denied["builtin:unlisted"] := {
	"class": 0,
	"title": "Tool not listed",
	"because": $"The policy data does not name {input.action.tool}",
	"would_pass_if": $"the policy data named {input.action.tool}",
} if {
	not entries.mode
}

denied["builtin:scope"] := {
	"class": 1,
	"title": "Scope missing",
	"because": $"The run does not hold {lacking}",
	"would_pass_if": $"the run held {lacking}",
} if {
	not holds_all
	lacking := concat(", ", lacked)
}

denied["builtin:stage"] := {
	"class": 2,
	"title": "Workflow is read only",
	"because": "The stage of the workflow is read_only, and this call writes",
	"would_pass_if": "the stage of the workflow were limited_writes or later",
} if {
	is_write
	stage == "read_only"
}

denied["builtin:undo"] := {
	"class": 3,
	"title": "No undo declared",
	"because": $"{input.action.tool} writes and does not say how it is undone",
	"would_pass_if": "its connector declared undo: a tool, a manual way or none",
} if {
	is_write
	not undo_declared
}

# Last of all denials, so that a dry run shows what policy would refuse anyway.
denied["builtin:dry_run"] := {
	"class": 8,
	"refusal": "DRY_RUN",
	"title": "Dry run",
	"because": "The workflow runs dry: nothing is written",
	"would_pass_if": "the workflow did not run dry",
} if {
	is_write
	not input.run.workflow.dry_run == false
}

undo_declared if input.action.undo in {"auto", "manual", "none"}

holds_all if {
	is_array(input.action.scopes)
	every scope in input.action.scopes {
		holds(scope)
	}
}

lacked := sort({scope | some scope in input.action.scopes; not holds(scope)}) if is_array(input.action.scopes)

lacked := ["scopes that the tool declares"] if not is_array(input.action.scopes)

holds(scope) if scope in input.subject.scopes

# Holding `x` includes `x.self`.
holds(scope) if {
	endswith(scope, ".self")
	trim_suffix(scope, ".self") in input.subject.scopes
}
