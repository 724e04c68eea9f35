# A small company to test the rules with: one tool of each kind, no time that moves.
package countersign_test.fixture

input_of(patch) := object.union(
	{
		"phase": "propose",
		"now": "2026-11-20T09:00:00.000Z",
		"subject": {"kind": "workflow", "id": "agent-1", "roles": [], "scopes": ["s.write", "s.read"]},
		"on_behalf_of": null,
		"action": {
			"tool": "s.write",
			"effect": "KEYED",
			"scopes": ["s.write"],
			"undo": "auto",
			"price": 0,
			"arguments": {"id": "r-1", "to": ["a@one.example", "b@two.example"], "n": 3},
		},
		"resource": {"connector": "s", "refs": {"account": ["acc-1"], "domain": ["one.example"]}},
		"run": {
			"id": "run-1",
			"owner": "dana",
			"workflow": {"id": "flow", "version": 1, "stage": "approvals", "dry_run": false},
			"tainted": false,
		},
		"record": {"owner": "dana", "amount": 100, "at": "2026-11-13T09:00:00Z"},
		"facts": {},
		"counters": {},
	},
	patch,
)

permitting := {"s.write": {"mode": "permit"}}

guard_with(id, when, mode) := {
	"id": id,
	"tools": ["s.write"],
	"when": when,
	"mode": mode,
	"tier": "T1",
	"groups": ["g"],
	"title": "Guarded",
	"because": "Because of ${before.x}",
}
