# What an entry of the data points at in the input.
package countersign.value

# `read` is false for a record or a fact that nobody read: whoever compares it must assume the worst.
# Null stands for both null and absent.
of("price") := {"read": true, "value": object.get(input.action, "price", null)}

of(name) := {"read": true, "value": at(object.get(input.action, "arguments", null), pointer)} if {
	pointer := after(name, "argument:")
}

of(name) := {"read": true, "value": at(input.record, pointer)} if {
	pointer := after(name, "record:")
	is_object(input.record)
}

of(name) := {"read": false, "value": null} if {
	startswith(name, "record:")
	not is_object(input.record)
}

of(name) := {"read": true, "value": input.facts[fact]} if {
	fact := after(name, "fact:")
	known_fact(fact)
}

of(name) := {"read": false, "value": null} if {
	fact := after(name, "fact:")
	not known_fact(fact)
}

of(name) := {"read": true, "value": references(after(name, "ref:"))} if startswith(name, "ref:")

of(name) := {"read": true, "value": at(object.get(input, "subject", null), pointer)} if {
	pointer := after(name, "subject:")
}

of(name) := {"read": true, "value": at(object.get(input, "on_behalf_of", null), pointer)} if {
	pointer := after(name, "on_behalf_of:")
}

of(name) := {"read": true, "value": at(object.get(input, "run", null), pointer)} if {
	pointer := after(name, "run:")
}

# An array counts as its elements, anything else as itself.
elements(value) := value if is_array(value)

elements(value) := [value] if not is_array(value)

# Where a value lies in the input, for people.
place("price") := "/action/price"

place(name) := $"/action/arguments{after(name, "argument:")}" if startswith(name, "argument:")

place(name) := $"/facts/{after(name, "fact:")}" if startswith(name, "fact:")

place(name) := $"/resource/refs/{after(name, "ref:")}" if startswith(name, "ref:")

place(name) := $"/{split(name, ":")[0]}{after(name, $"{split(name, ":")[0]}:")}" if {
	split(name, ":")[0] in {"record", "subject", "on_behalf_of", "run"}
}

# Text of a value for people and for counter keys: strings as they are, the rest as JSON.
text(value) := value if is_string(value)

text(value) := json.marshal(value) if not is_string(value)

after(name, prefix) := substring(name, count(prefix), -1) if startswith(name, prefix)

known_fact(fact) if {
	value := input.facts[fact]
	not is_null(value)
}

# No reference at all is the same as none of this name.
references(name) := found if {
	found := input.resource.refs[name]
	not found in [null, []]
} else := null

at(document, "") := document

at(document, pointer) := found if {
	pointer != ""
	is_container(document)
	found := object.get(document, path(pointer), null)
	not is_null(found)
} else := found if {
	pointer != ""
	is_container(document)
	found := object.get(document, [index(part) | some part in path(pointer)], null)
} else := null

path(pointer) := [replace(replace(part, "~1", "/"), "~0", "~") | some part in split(substring(pointer, 1, -1), "/")]

index(part) := number if {
	count(part) <= 9
	number := to_number(part)
	number < 1000000000
	format_int(number, 10) == part
} else := part

is_container(document) if is_object(document)

is_container(document) if is_array(document)
