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
