package countersign_test.instant

import data.countersign.instant

test_times if {
	instant.parse("1970-01-01T00:00:00Z") == [0, 0]
	instant.parse("2026-11-20T09:00:00.000Z") == [1795165200, 0]
	instant.parse("2026-11-20T10:00:00.123456789+01:00") == [1795165200, 123456789]
	instant.parse("2026-11-20t07:30:00.5-01:30") == [1795165200, 500000000]
	instant.parse("2024-02-29T23:59:59Z") == [1709251199, 0]
	instant.parse("2000-03-01T00:00:00Z") == [951868800, 0]
	instant.parse("1969-12-31T23:59:59Z") == [-1, 0]
}

test_no_times if {
	wrong := [text |
		some text in no_times
		instant.parse(text)
	]
	wrong == []
	keyed := [text |
		some text in no_times
		instant.key(text)
	]
	keyed == []
}

no_times := [
	"", "2026-11-20", "2026-11-20T09:00:00", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z",
	"2026-04-31T00:00:00Z", "2026-00-10T00:00:00Z", "2026-11-20T24:00:00Z", "2026-11-20T09:60:00Z",
	"2026-11-20T09:00:60Z", "2026-11-20T09:00:00.Z", "2026-11-20T09:00:00.1234567890Z",
	"2026-11-20T09:00:00+1:00", "2026-11-20T09:00:00+24:00", "2026-11-20T09:00:00.1e2Z", "1e26-11-20T09:00:00Z",
	"2026-11-20T09:00:00.5 Z", "2026-11-20T09:00:00.+5Z", "2026-11-20T0a:00:00Z", "2026-11-20T09:00:0-Z",
	"2026-11-20T09:00:00+01:60", "2026-11-20T09:00:00+01-00", "2026-11-20T09:00:00*01:00", "2026-11-31T00:00:00Z",
	"2100-02-29T00:00:00Z", "2026-11-20T09:00:00z01:00", "2026-11-2xT09:00:00Z", "2026-11-20T09:00:00 Z", "2026/11/20T09:00:00Z", "+026-11-20T09:00:00Z",
	20261120, null, ["2026-11-20T09:00:00Z"],
]

test_keys_sort_as_time_does if {
	instant.key("2026-11-20T09:00:00Z") == "2026-11-20T09:00:00.000000000"
	instant.key("2026-11-20 09:00:00.5z") == "2026-11-20T09:00:00.500000000"
	instant.key("2026-11-20T10:00:00.123456789+01:00") == "2026-11-20T09:00:00.123456789"
	instant.key("2026-12-31t23:30:00-01:30") == "2027-01-01T01:00:00.000000000"
	instant.key("0000-01-01T00:00:00Z") < instant.key("9999-12-31T23:59:59Z")
	not instant.key("9999-12-31T23:59:59-01:00")
	not instant.key("0001-01-01T00:00:00+01:00")
}

test_before_now if {
	before("2026-11-20T09:00:00.128Z", "P7D") == "2026-11-13T09:00:00.128000000"
	before("2026-11-20T09:00:00.128Z", "P19D") == "2026-11-01T09:00:00.128000000"
	before("2026-11-20T09:00:00.128Z", "P20D") == "2026-10-31T09:00:00.128000000"
	before("2026-11-20T09:00:00.128Z", "PT10H") == "2026-11-19T23:00:00.128000000"
	before("2026-11-20T09:00:00.128Z", "P1DT1M") == "2026-11-19T08:59:00.128000000"
	before("2024-03-01T00:00:00Z", "P1D") == "2024-02-29T00:00:00.000000000"
	not before("2026-11-20T09:00:00Z", "PD")
	not before("2026-11-20T09:00:00Z", "P-1D")
	not before("2026-11-20T09:00:00Z", 7)
	not before("2026-11-20T09:00:00Z", "P999999999D")
	not before("now", "P7D")
}

before(now, age) := key if key := instant.before(age) with input as {"now": now}

test_durations if {
	instant.duration("P7D") == 604800
	instant.duration("PT4H") == 14400
	instant.duration("PT30M") == 1800
	instant.duration("PT45S") == 45
	instant.duration("P1DT2H3M4S") == 93784
	instant.duration("P0D") == 0
	instant.duration("P09D") == 777600
}

test_no_durations if {
	wrong := [text |
		some text in [
			"", "P", "PT", "P1DT", "7D", "P1W", "P1M", "P1Y", "P-1D", "P1.5D", "PT1H2", "PT1S2H", "P1D2D", "P1e3D",
			"P1DT1HT1M", 7, null,
		]
		instant.duration(text)
	]
	wrong == []
}

test_format if {
	instant.format([1795600800, 0]) == "2026-11-25T10:00:00.000Z"
	instant.format([0, 999000000]) == "1970-01-01T00:00:00.999Z"
	instant.format([951782399, 7000000]) == "2000-02-28T23:59:59.007Z"
	instant.format([1709164800, 0]) == "2024-02-29T00:00:00.000Z"
}

test_format_and_parse_are_each_other_s_inverse if {
	wrong := [second |
		some i in numbers.range(0, 200)
		second := (i * 31556925) - 1000000000
		instant.parse(instant.format([second, 0])) != [second, 0]
	]
	wrong == []
}
