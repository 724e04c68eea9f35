# Which entries of the data speak about the tool that is asked about. The engine in process adds `by_tool` when it
# loads the data, so that cost does not grow with the number of entries; on a plain document (an OPA server, the
# tests beside these files) the entries are picked here.
package countersign.entries

tool := input.action.tool

mode := data.tools[tool]

guards := indexed("guards") if data.by_tool

guards := [entry | some entry in data.guards; tool in entry.tools] if not data.by_tool

limits := indexed("limits") if data.by_tool

limits := [entry | some entry in data.limits; tool in entry.tools] if not data.by_tool

dedupe := indexed("dedupe") if data.by_tool

dedupe := [entry | some entry in data.dedupe; tool in entry.tools] if not data.by_tool

results := indexed("results") if data.by_tool

results := [entry | some entry in data.results; tool in entry.tools] if not data.by_tool

indexed(kind) := object.get(data.by_tool, [tool, kind], [])
