# A rule of a company's own that says no more than it must. What else its package computes is nobody's business.
package countersign.rules.closed

title := "Closed"

because := "It is closed"

mode := "deny"

tools := {"s.own"}

passes if not input.action.arguments.closed

unused := 1 if input.action.tool

unused := 2 if input.action.tool
