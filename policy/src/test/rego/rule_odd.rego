# A rule of a company's own whose every member is as the arguments say, or absent, or in conflict with itself.
package countersign.rules.odd

title := "Odd"

because := input.action.arguments.because

mode := input.action.arguments.mode

tier := input.action.arguments.tier

groups := ["odd"] if input.action.arguments.tier

quorum := input.action.arguments.quorum

tools := ["s.own"]

passes := input.action.arguments.passes

passes if not input.action.arguments.odd

passes := false if input.action.arguments.broken
