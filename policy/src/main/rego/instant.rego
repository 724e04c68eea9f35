# Times and durations as numbers that can be compared. Wasm has no time builtins, and policy reads no clock: `now`
# comes with the input.
package countersign.instant

# No regular expressions: in Wasm one costs ten times what a whole decision does. No arithmetic either where texts can
# be compared: an addition costs as much as five calls of substring.
#
# A time as a text that sorts as time does: UTC, nine digits of a second. Undefined for anything that is not an
# RFC 3339 time.
key(text) := moment if {
	found := fields(text)
	moment := key_of(text, found)
}

key_of(text, found) := concat("", [found.date, "T", found.clock, ".", padded(found.fraction)]) if {
	count(found.zone) == 1
} else := written(moment[0], filled(moment[1], 9)) if {
	moment := parse(text)
}

# [seconds since 1970, nanoseconds]; undefined for anything that is not an RFC 3339 time.
parse(text) := [seconds - offset(found.zone), number(padded(found.fraction))] if {
	found := fields(text)
	date := [number(part) | some part in split(found.date, "-")]
	clock := [number(part) | some part in split(found.clock, ":")]
	seconds := ((days(date[0], date[1], date[2]) * 86400) + (clock[0] * 3600)) + ((clock[1] * 60) + clock[2])
}

fields(text) := {"date": substring(text, 0, 10), "clock": clock, "fraction": fraction, "zone": zone} if {
	is_string(text)
	length := count(text)
	length >= 20
	substring(text, 4, 1) == "-"
	substring(text, 7, 1) == "-"
	is_separator(substring(text, 10, 1))
	clock := substring(text, 11, 8)
	is_clock(clock)
	year := substring(text, 0, 4)
	month := substring(text, 5, 2)
	day := substring(text, 8, 2)
	is_digits(concat("", [year, month, day]))
	is_day(year, month, day)
	zone := zone_of(text, length)
	fraction := trim_suffix(substring(text, 19, -1), zone)
	is_fraction(fraction)
}

is_separator("T")

is_separator("t")

is_separator(" ")

is_clock(clock) if {
	substring(clock, 2, 1) == ":"
	substring(clock, 5, 1) == ":"
	hour := substring(clock, 0, 2)
	minute := substring(clock, 3, 2)
	second := substring(clock, 6, 2)
	is_digits(concat("", [hour, minute, second]))
	hour <= "23"
	minute <= "59"
	second <= "59"
}

is_day(_, month, day) if {
	month >= "01"
	month <= "12"
	day >= "01"
	day <= "28"
}

is_day(year, month, day) if {
	month >= "01"
	month <= "12"
	day > "28"
	number(day) <= days_in(number(year), number(month))
}

is_fraction("")

is_fraction(fraction) if {
	startswith(fraction, ".")
	count(fraction) >= 2
	count(fraction) <= 10
	is_digits(substring(fraction, 1, -1))
}

padded("") := "000000000"

padded(fraction) := substring(concat("", [substring(fraction, 1, -1), "00000000"]), 0, 9) if fraction != ""

is_digits(text) if trim(text, "0123456789") == ""

zone_of(text, length) := "Z" if endswith(text, "Z")

else := "z" if endswith(text, "z")

else := zone if {
	length >= 25
	zone := substring(text, length - 6, 6)
	offset(zone)
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
is_older(text, age) := key(text) < before(age)

now := key(input.now)

# The key of now less a duration. Mostly that is an earlier day of the same month, which needs one subtraction.
before(age) := concat("", [substring(now, 0, 8), two(day - days_back), substring(now, 10, -1)]) if {
	startswith(age, "P")
	endswith(age, "D")
	count(age) <= 4
	days_back := number(trim_suffix(trim_prefix(age, "P"), "D"))
	day := number(substring(now, 8, 2))
	days_back < day
} else := written(found[0] - duration(age), filled(found[1], 9)) if {
	found := parse(input.now)
}

later(instant, seconds) := [instant[0] + seconds, instant[1]]

format(instant) := $"{moment}Z" if moment := written(instant[0], filled(floor(instant[1] / 1000000), 3))

written(seconds, fraction) := $"{filled(date[0], 4)}-{two(date[1])}-{two(date[2])}T{clock}.{fraction}" if {
	seconds >= first_second
	seconds <= last_second
	day_number := floor(seconds / 86400)
	second := seconds - (day_number * 86400)
	date := civil(day_number)
	clock := $"{two(floor(second / 3600))}:{two(floor((second % 3600) / 60))}:{two(second % 60)}"
}

# Years of four digits, from year 1: before it the rounding of small negative fractions is wrong in OPA.
first_second := -62135596800

last_second := 253402300799

two(value) := filled(value, 2)

filled(value, width) := substring(digits, count(digits) - width, -1) if {
	digits := concat("", ["00000000", format_int(value, 10)])
}

# Without zeros in front, because "09" is no JSON number.
number(digits) := to_number(significant) if {
	significant := trim_left(digits, "0")
	significant != ""
	is_digits(significant)
}

number(digits) := 0 if {
	digits != ""
	trim_left(digits, "0") == ""
}

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
