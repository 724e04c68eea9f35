# What a model may see of a result.
package countersign_test.result

import data.countersign
import data.countersign_test.fixture

obligations(patch, results) := answer.obligations if {
	answer := countersign.decide with input as fixture.input_of(patch)
		with data.tools as fixture.permitting
		with data.results as results
}

anyone := {"tools": ["s.write"], "fields": ["b", "a"], "mask": ["a"]}

leads := {"tools": ["s.write"], "roles": ["lead"], "fields": ["a", "b", "c"], "mask": []}

lead := {"subject": {"roles": ["lead"]}}

test_nothing_said_means_everything if {
	obligations({}, []) == {"fields": null, "mask": [], "dry_run": false}
	obligations({}, [object.union(anyone, {"tools": ["s.other"]})]).fields == null
}

test_fields_and_mask if {
	obligations({}, [anyone]) == {"fields": ["a", "b"], "mask": ["a"], "dry_run": false}
	obligations({}, [object.remove(anyone, ["fields"])]) == {"fields": null, "mask": ["a"], "dry_run": false}
}

test_several_entries_show_what_all_of_them_show if {
	obligations({}, [anyone, {"tools": ["s.write"], "fields": ["b", "c"], "mask": ["c"]}]) == {
		"fields": ["b"],
		"mask": ["a", "c"],
		"dry_run": false,
	}
}

test_an_entry_for_a_held_role_replaces_the_other if {
	obligations(lead, [anyone, leads]) == {"fields": ["a", "b", "c"], "mask": [], "dry_run": false}
	obligations({}, [anyone, leads]) == {"fields": ["a", "b"], "mask": ["a"], "dry_run": false}
	obligations(lead, [anyone, object.remove(leads, ["fields"])]).fields == null
}

test_an_entry_for_a_workflow if {
	obligations({}, [object.union(anyone, {"workflows": ["flow"]})]).fields == ["a", "b"]
	obligations({}, [object.union(anyone, {"workflows": ["other"]})]).fields == null
}

test_a_denial_has_none if {
	obligations({"subject": {"scopes": []}}, [anyone]) == null
}

leads_only := {"tools": ["s.get"], "fields": ["b"], "mask": ["a"]}

masks(patch, results) := answer.masks if {
	answer := countersign.decide with input as fixture.input_of(patch)
		with data.tools as fixture.permitting
		with data.results as results
}

read_by(record_tool, fact_tools) := {"resource": {"record_tool": record_tool, "fact_tools": fact_tools}}

test_nothing_was_read_and_nothing_is_masked if {
	masks({}, [leads_only]) == {"record": [], "facts": {}}
	masks(read_by(null, {}), [leads_only]) == {"record": [], "facts": {}}
	masks({"resource": null}, [leads_only]) == {"record": [], "facts": {}}
	masks(read_by("s.other", {"f": "s.other"}), [leads_only]) == {"record": [], "facts": {"f": []}}
}

test_what_the_tools_that_were_read_mask if {
	history := {"tools": ["s.history"], "mask": ["d", "c"]}
	masks(read_by("s.get", {"f": "s.history", "g": "s.get"}), [leads_only, history]) == {
		"record": ["a"],
		"facts": {"f": ["c", "d"], "g": ["a"]},
	}
}

test_masks_follow_roles_and_workflows_as_results_do if {
	for_leads := {"tools": ["s.get"], "roles": ["lead"], "mask": []}
	masks(read_by("s.get", {}), [leads_only, for_leads]).record == ["a"]
	masks(object.union(read_by("s.get", {}), lead), [leads_only, for_leads]).record == []
	masks(read_by("s.get", {}), [object.union(leads_only, {"workflows": ["other"]})]).record == []
	masks(read_by("s.get", {}), [object.union(leads_only, {"workflows": ["flow"]})]).record == ["a"]
}

test_a_denial_has_its_masks if {
	masks(object.union(read_by("s.get", {"f": "s.get"}), {"subject": {"scopes": []}}), [leads_only]) == {
		"record": ["a"],
		"facts": {"f": ["a"]},
	}
}

test_the_index_masks_as_the_plain_document_does if {
	indexed := countersign.decide with input as fixture.input_of(read_by("s.get", {"f": "s.get"}))
		with data.tools as fixture.permitting
		with data.by_tool as {"s.get": {"results": [leads_only]}, "s.write": {"results": [anyone]}}
	indexed.masks == {"record": ["a"], "facts": {"f": ["a"]}}
	indexed.obligations == {"fields": ["a", "b"], "mask": ["a"], "dry_run": false}
}
