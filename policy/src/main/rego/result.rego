# What must be done to a tool's result before a model sees it.
package countersign.result

import data.countersign.entries

# Of several entries the model sees what all of them show. Among those for a held role it is what any of them shows:
# a role is given to see more.
obligations := {"fields": fields, "mask": mask, "dry_run": false}

here contains entry if {
	some entry in entries.results
	in_workflow(entry)
}

in_workflow(entry) if not entry.workflows

in_workflow(entry) if input.run.workflow.id in entry.workflows

for_role contains entry if {
	some entry in here
	some role in entry.roles
	role in input.subject.roles
}

for_anyone contains entry if {
	some entry in here
	not entry.roles
}

default fields := null

fields := sort({name | some entry in for_role; some name in entry.fields}) if {
	count(for_role) > 0
	every entry in for_role {
		entry.fields
	}
}

fields := sort(intersection(shown)) if {
	count(for_role) == 0
	shown := {names | some entry in for_anyone; entry.fields; names := {name | some name in entry.fields}}
	count(shown) > 0
}

mask := sort(intersection({names | some entry in for_role; names := masked(entry)})) if count(for_role) > 0

mask := sort({name | some entry in for_anyone; some name in masked(entry)}) if count(for_role) == 0

masked(entry) := {name | some name in object.get(entry, "mask", [])}
