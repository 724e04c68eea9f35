# A rule of a company's own about every tool.
package countersign.rules.everywhere

title := "Everywhere"

because := "It is forbidden everywhere"

mode := "deny"

passes if not input.action.arguments.everywhere
