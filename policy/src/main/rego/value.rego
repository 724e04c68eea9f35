# What an entry of the data points at in the input.
package countersign.value

# `read` is false for a record or a fact that nobody read: whoever compares it must assume the worst.
# Null stands for both null and absent.
of("price") := {"read": true, "value": object.get(input.action, "price", null)}

of(name) := found if {
	kind := split(name, ":")[0]
	found := of_kind(kind, substring(name, count(kind), -1))
}

of_kind("argument", rest) := {"read": true, "value": at(object.get(input.action, "arguments", null), rest)}

of_kind("record", rest) := {"read": true, "value": at(input.record, rest)} if is_object(input.record)

else := {"read": false, "value": null}

of_kind("fact", rest) := {"read": true, "value": found} if {
	found := input.facts[trim_prefix(rest, ":")]
	not is_null(found)
} else := {"read": false, "value": null}

# How many seconds ago something was read.
of_kind("age", rest) := {"read": true, "value": seconds} if {
	seconds := input.ages[trim_prefix(rest, ":")]
	is_number(seconds)
} else := {"read": false, "value": null}

# No reference at all is the same as none of this name.
of_kind("ref", rest) := {"read": true, "value": found} if {
	found := input.resource.refs[trim_prefix(rest, ":")]
	found != null
	found != []
} else := {"read": true, "value": null}

of_kind(kind, rest) := {"read": true, "value": at(object.get(input, kind, null), rest)} if kind in of_input

of_input := {"subject", "on_behalf_of", "run", "action", "resource"}

# An array counts as its elements, anything else as itself.
elements(value) := value if is_array(value)

elements(value) := [value] if not is_array(value)

# Where a value lies in the input, for people.
place(name) := "/action/price" if name == "price"

else := concat("", [places[kind], substring(name, count(kind) + 1, -1)]) if {
	kind := split(name, ":")[0]
}

places := {
	"argument": "/action/arguments",
	"record": "/record",
	"fact": "/facts/",
	"age": "/ages/",
	"ref": "/resource/refs/",
	"subject": "/subject",
	"on_behalf_of": "/on_behalf_of",
	"run": "/run",
	"action": "/action",
	"resource": "/resource",
}

# Text of a value for people and for counter keys: strings as they are, the rest as JSON.
text(value) := value if is_string(value)

text(value) := json.marshal(value) if not is_string(value)

# What lies at a pointer with a colon before it: `:` is the whole document, `:/a/0` the first element of its `a`.
at(document, rest) := document if rest == ":"

else := found if {
	is_container(document)
	found := object.get(document, path(rest), null)
	not is_null(found)
} else := found if {
	is_container(document)
	found := object.get(document, [index(part) | some part in path(rest)], null)
} else := null

path(rest) := split(substring(rest, 2, -1), "/") if not contains(rest, "~")

path(rest) := [replace(replace(part, "~1", "/"), "~0", "~") | some part in split(substring(rest, 2, -1), "/")] if {
	contains(rest, "~")
}

index(part) := number if {
	count(part) <= 9
	number := to_number(part)
	number < 1000000000
	format_int(number, 10) == part
} else := part

is_container(document) if is_object(document)

is_container(document) if is_array(document)
