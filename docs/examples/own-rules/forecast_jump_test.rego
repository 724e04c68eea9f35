package countersign_test.forecast_jump

import data.countersign.rules.forecast_jump

move(amount, from, to) := {
	"action": {"tool": "crm.update_opportunity_stage", "arguments": {"stage": to}},
	"record": {"amount": amount, "stage": from},
}

test_exactly_4000_passes if forecast_jump.passes with input as move(16000, "qualified", "proposal")

test_a_euro_more_does_not if not forecast_jump.passes with input as move(16004, "qualified", "proposal")

test_going_back_passes if forecast_jump.passes with input as move(900000, "negotiation", "lost")

test_an_unknown_stage_does_not_pass if not forecast_jump.passes with input as move(1, "qualified", "somewhere")

test_a_record_that_was_not_read_does_not_pass if {
	not forecast_jump.passes with input as {"action": {"arguments": {"stage": "proposal"}}, "record": null}
}

test_people_read_why_and_finance_is_asked if {
	forecast_jump.title == "Forecast jump"
	contains(forecast_jump.because, "${before.amount}")
	contains(forecast_jump.would_pass_if, "4000")
	[forecast_jump.mode, forecast_jump.tier, forecast_jump.groups] == ["require_approval", "T2", ["finance"]]
	forecast_jump.tools == ["crm.update_opportunity_stage"]
}
