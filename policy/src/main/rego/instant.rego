# Times and durations as numbers that can be compared. Wasm has no time builtins, and policy reads no clock: `now`
# comes with the input.
package countersign.instant

# No regular expressions: in Wasm one costs ten times what a whole decision does.
#
# [seconds since 1970, nanoseconds]; undefined for anything that is not an RFC 3339 time.
parse(text) := [seconds - offset(zone), nanoseconds(substring(text, 19, length - (19 + count(zone))))] if {
	is_string(text)
	length := count(text)
	length >= 20
	[substring(text, 4, 1), substring(text, 7, 1)] == ["-", "-"]
	substring(text, 10, 1) in {"T", "t", " "}
	[substring(text, 13, 1), substring(text, 16, 1)] == [":", ":"]
	year := number(substring(text, 0, 4))
	month := number(substring(text, 5, 2))
	day := number(substring(text, 8, 2))
	hour := number(substring(text, 11, 2))
	minute := number(substring(text, 14, 2))
	second := number(substring(text, 17, 2))
	month >= 1
	month <= 12
	day >= 1
	day <= days_in(year, month)
	hour <= 23
	minute <= 59
	second <= 59
	seconds := ((days(year, month, day) * 86400) + (hour * 3600)) + ((minute * 60) + second)
	zone := zone_of(text, length)
}

zone_of(text, length) := letter if {
	letter := substring(text, length - 1, 1)
	letter in {"Z", "z"}
} else := substring(text, length - 6, 6) if {
	length >= 25
}

offset(zone) := 0 if count(zone) == 1

offset(zone) := sign(substring(zone, 0, 1)) * ((hours * 3600) + (minutes * 60)) if {
	count(zone) == 6
	substring(zone, 3, 1) == ":"
	hours := number(substring(zone, 1, 2))
	minutes := number(substring(zone, 4, 2))
	hours <= 23
	minutes <= 59
}

nanoseconds("") := 0

nanoseconds(fraction) := number(padded) if {
	startswith(fraction, ".")
	count(fraction) >= 2
	count(fraction) <= 10
	padded := substring(concat("", [substring(fraction, 1, -1), "00000000"]), 0, 9)
}

# Seconds of an ISO 8601 duration of days, hours, minutes and seconds; undefined for anything else.
duration(text) := (days_before[0] * 86400) + clock_time(halves) if {
	is_string(text)
	startswith(text, "P")
	halves := split(substring(text, 1, -1), "T")
	not halves == [""]
	days_before := cut(halves[0], "D")
	days_before[1] == ""
}

clock_time(halves) := 0 if count(halves) == 1

clock_time(halves) := ((hours[0] * 3600) + (minutes[0] * 60)) + seconds[0] if {
	count(halves) == 2
	halves[1] != ""
	hours := cut(halves[1], "H")
	minutes := cut(hours[1], "M")
	seconds := cut(minutes[1], "S")
	seconds[1] == ""
}

# The number before a letter and what follows it.
cut(text, letter) := [0, text] if not contains(text, letter)

cut(text, letter) := [number(substring(text, 0, place)), substring(text, place + 1, -1)] if {
	place := indexof(text, letter)
	place >= 1
	place <= 9
}

# Exactly as old is not older. Undefined when any of the three is not what it should be.
is_older(text, age, now) := later(parse(text), duration(age)) < parse(now)

later(instant, seconds) := [instant[0] + seconds, instant[1]]

format(instant) := $"{year_text}-{two(month)}-{two(day)}T{clock}.{millis}Z" if {
	day_number := floor(instant[0] / 86400)
	second := instant[0] - (day_number * 86400)
	[year, month, day] := civil(day_number)
	year_text := filled(year, 4)
	clock := $"{two(floor(second / 3600))}:{two(floor((second % 3600) / 60))}:{two(second % 60)}"
	millis := filled(floor(instant[1] / 1000000), 3)
}

two(value) := filled(value, 2)

filled(value, width) := substring(digits, count(digits) - width, -1) if {
	digits := concat("", ["000", format_int(value, 10)])
}

# "1" in front, because "09" is no JSON number. Back again to text, because "1e5" is one; Wasm writes nothing above
# 32 bits.
number(digits) := found - powers[count(digits)] if {
	text := concat("", ["1", digits])
	found := to_number(text)
	found < 2 * powers[count(digits)]
	format_int(found, 10) == text
}

powers := [1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000]

sign("-") := -1

sign("+") := 1

days_in(year, 2) := 29 if is_leap(year)

days_in(year, 2) := 28 if not is_leap(year)

days_in(_, month) := 30 if month in {4, 6, 9, 11}

days_in(_, month) := 31 if month in {1, 3, 5, 7, 8, 10, 12}

is_leap(year) if {
	year % 4 == 0
	year % 100 != 0
}

is_leap(year) if year % 400 == 0

# Days since 1970 of a date, and back, in the proleptic Gregorian calendar counted from 1 March of year 0.
days(year, month, day) := (((era * 146097) + (of_era * 365)) + (floor(of_era / 4) - floor(of_era / 100))) + ((floor(((153 * shifted) + 2) / 5) + day) - 719469) if {
	counted := year - early(month)
	era := floor(counted / 400)
	of_era := counted - (era * 400)
	shifted := (month + 9) % 12
}

civil(day_number) := [year, month, day] if {
	shifted := day_number + 719468
	era := floor(shifted / 146097)
	of_era := shifted - (era * 146097)
	year_of_era := floor((((of_era - floor(of_era / 1460)) + floor(of_era / 36524)) - floor(of_era / 146096)) / 365)
	of_year := of_era - (((365 * year_of_era) + floor(year_of_era / 4)) - floor(year_of_era / 100))
	month_of_march := floor(((5 * of_year) + 2) / 153)
	day := (of_year - floor(((153 * month_of_march) + 2) / 5)) + 1
	month := ((month_of_march + 2) % 12) + 1
	year := (year_of_era + (era * 400)) + early(month)
}

early(month) := 1 if month <= 2

early(month) := 0 if month > 2
