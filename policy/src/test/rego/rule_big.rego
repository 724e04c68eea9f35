# A rule of a company's own with everything that one may say.
package countersign.rules.big

import data.countersign.value

title := "Large amount"

because := "Amount is ${before.amount}; above 100 finance decides"

mode := "require_approval"

tier := "T2"

groups := ["finance"]

quorum := 2

separate := false

ttl := "PT1H"

hold := "PT5S"

escalate_to := "chiefs"

tools := ["s.own"]

would_pass_if := "the amount were at most 100"

passes if {
	amount := value.of("record:/amount")
	amount.read
	is_number(amount.value)
	amount.value <= 100
}
