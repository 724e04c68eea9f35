# A stage move that adds much to the forecast goes to finance, even when the deal itself is not large. Forecast is the
# amount times how likely the stage is, and policy data cannot multiply: so this is a rule.
package countersign.rules.forecast_jump

title := "Forecast jump"

because := "${before.name} (${before.amount}) from ${before.stage} to ${arguments.stage} adds more than 4000 to the forecast"

mode := "require_approval"

tier := "T2"

groups := ["finance"]

tools := ["crm.update_opportunity_stage"]

would_pass_if := "the move added at most 4000 to the forecast"

percent := {"discovery": 10, "qualified": 25, "proposal": 50, "negotiation": 75, "won": 100, "lost": 0}

# Only what is known to be small passes. A record that was not read, or a stage that is not in the list, leaves `passes`
# undefined, and the rule stands.
passes if {
	added := input.record.amount * (percent[input.action.arguments.stage] - percent[input.record.stage])
	added <= 400000
}
