# Which entries of the data speak about a tool. An engine adds `by_tool` when it loads the data, so that cost does not
# grow with the number of entries; on a plain document (a server that holds data.yaml, the tests beside these files)
# the entries are picked here.
package countersign.entries

tool := input.action.tool

mode := data.tools[tool]

guards := found if found := data.by_tool[tool].guards

else := [entry | some entry in data.guards; tool in entry.tools]

limits := found if found := data.by_tool[tool].limits

else := [entry | some entry in data.limits; tool in entry.tools]

dedupe := found if found := data.by_tool[tool].dedupe

else := [entry | some entry in data.dedupe; tool in entry.tools]

results := results_of(tool)

# Of any tool, because what policy was shown came from others.
results_of(name) := found if found := data.by_tool[name].results

else := [entry | some entry in data.results; name in entry.tools]
