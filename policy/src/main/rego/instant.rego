# Times and durations as numbers that can be compared. Wasm has no time builtins, and policy reads no clock: `now`
# comes with the input.
package countersign.instant

# [seconds since 1970, nanoseconds]; undefined for anything that is not an RFC 3339 time.
parse(text) := [seconds, nanoseconds] if {
	is_string(text)
	parts := regex.find_all_string_submatch_n(
		`^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$`,
		text, 1,
	)[0]
	[year, month, day] := [number(parts[1]), number(parts[2]), number(parts[3])]
	[hour, minute, second] := [number(parts[4]), number(parts[5]), number(parts[6])]
	month >= 1
	month <= 12
	day >= 1
	day <= days_in(year, month)
	hour <= 23
	minute <= 59
	second <= 59
	[offset_hours, offset_minutes] := [number(parts[9]), number(parts[10])]
	offset_hours <= 23
	offset_minutes <= 59
	offset := sign(parts[8]) * ((offset_hours * 3600) + (offset_minutes * 60))
	seconds := (((days(year, month, day) * 86400) + (hour * 3600)) + ((minute * 60) + second)) - offset
	nanoseconds := number(substring(concat("", [parts[7], "000000000"]), 0, 9))
}

# Seconds of an ISO 8601 duration of days, hours, minutes and seconds; undefined for anything else.
duration(text) := seconds if {
	is_string(text)
	regex.match(`^P(\d{1,5}D)?(T(\d{1,6}H)?(\d{1,7}M)?(\d{1,9}S)?)?$`, text)
	not regex.match(`[PT]$`, text)
	seconds := (component(text, "D", 86400) + component(text, "H", 3600)) + (component(text, "M", 60) + component(text, "S", 1))
}

component(text, letter, unit) := number(found[0][1]) * unit if {
	found := regex.find_all_string_submatch_n(concat("", [`(\d+)`, letter]), text, 1)
	count(found) == 1
} else := 0

# Exactly as old is not older. Undefined when any of the three is not what it should be.
is_older(text, age, now) := later(parse(text), duration(age)) < parse(now)

later(instant, seconds) := [instant[0] + seconds, instant[1]]

format(instant) := $"{year_text}-{two(month)}-{two(day)}T{clock}.{millis}Z" if {
	day_number := floor(instant[0] / 86400)
	second := instant[0] - (day_number * 86400)
	[year, month, day] := civil(day_number)
	year_text := padded(year, 4)
	clock := $"{two(floor(second / 3600))}:{two(floor((second % 3600) / 60))}:{two(second % 60)}"
	millis := padded(floor(instant[1] / 1000000), 3)
}

two(value) := padded(value, 2)

padded(value, width) := substring(digits, count(digits) - width, -1) if {
	digits := concat("", ["000", format_int(value, 10)])
}

# "1" in front, because "09" is no JSON number; so the empty text is 0.
number(digits) := to_number(concat("", ["1", digits])) - powers[count(digits)]

powers := [1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000]

sign("-") := -1

sign(other) := 1 if other != "-"

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
