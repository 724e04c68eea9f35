# What must be done to a tool's result before a model sees it, and to what policy was shown before it is kept.
package countersign.result

import data.countersign.entries

obligations := {
	"fields": fields(in_force(entries.results)),
	"mask": mask(in_force(entries.results)),
	"dry_run": false,
}

# What the tools that were read for this question mask.
masks := {"record": mask_of(object.get(input, ["resource", "record_tool"], null)), "facts": of_facts}

of_facts[fact] := mask_of(tool) if some fact, tool in input.resource.fact_tools

mask_of(tool) := mask(in_force(entries.results_of(tool)))

# The entries for the caller's roles and workflow. Of several the model sees what all of them show. Among those for a
# held role it is what any of them shows: a role is given to see more.
in_force(found) := {"role": for_role(here), "anyone": [entry | some entry in here; not entry.roles]} if {
	here := [entry | some entry in found; in_workflow(entry)]
}

in_workflow(entry) if not entry.workflows

in_workflow(entry) if input.run.workflow.id in entry.workflows

for_role(here) := [entry | some entry in here; is_held(entry.roles)]

is_held(roles) if {
	some role in roles
	role in input.subject.roles
}

fields(force) := sort({name | some entry in force.role; some name in entry.fields}) if {
	count(force.role) > 0
	every entry in force.role {
		entry.fields
	}
} else := sort(intersection(shown)) if {
	count(force.role) == 0
	shown := {names | some entry in force.anyone; entry.fields; names := {name | some name in entry.fields}}
	count(shown) > 0
} else := null

mask(force) := sort(intersection({names | some entry in force.role; names := masked(entry)})) if count(force.role) > 0

else := sort({name | some entry in force.anyone; some name in masked(entry)})

masked(entry) := {name | some name in object.get(entry, "mask", [])}
