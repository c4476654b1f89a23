"""Availability, faults, and dead lamps of a month, on made-up hours."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from lighting.reports.availability import Burned, burned_in, one_an_hour
from lighting.reports.dead import days_of, dead_yet_billed, unregistered
from lighting.reports.listed import Listed, hours_within
from lighting.reports.mending import by_code, mending
from lighting.reports.month import month_of
from lighting.reports.spans import HOUR_MS, by_hour
from lighting.reports.wanted_time import InForce, WantedTime
from lighting.rows import HourRow, OverrideRow
from lighting.site.inventory import Lamp
from lighting.stores.history import FaultSpan
from schedules.document import read_document
from tests.support.city_of_tests import SCHEDULE, lamp

MONTH = month_of(date(2026, 7, 1), "Asia/Makassar")
DAY_MS = 86_400_000
BEGIN_MS = MONTH.from_ms


def row(hour: int, burn_s: float | None, covered_s: float = 3600.0) -> HourRow:
    at_ms = BEGIN_MS + hour * HOUR_MS
    figures = (70.0, burn_s, None, None, None, covered_s, 12, "counted")
    return HourRow("KPG-0001", at_ms, *figures)


def span(code: str, from_day: float, to_day: float | None, lamp_id: str = "KPG-0001") -> FaultSpan:
    begin, end = (
        None if day is None else int(BEGIN_MS + day * DAY_MS) for day in (from_day, to_day)
    )
    state = "active" if end is None else "cleared"
    name = f"F-{code}-{from_day}-{lamp_id}"
    return FaultSpan(name, code, lamp_id, "P-01", "controller", 3, state, begin or 0, end, "")


def all_month(one: Lamp) -> Listed:
    return Listed(one, ((BEGIN_MS, MONTH.to_ms),))


def wanted(*overrides: OverrideRow) -> WantedTime:
    document = read_document(SCHEDULE, "schedules.toml")
    held = [InForce(document, BEGIN_MS, MONTH.to_ms)]
    return WantedTime(MONTH, "Asia/Makassar", held, overrides)


@given(
    st.dictionaries(
        st.integers(0, 30),
        st.tuples(st.none() | st.floats(-10, 4000), st.floats(0, 3600)),
    ),
    st.dictionaries(st.integers(0, 30), st.floats(0, 3600)),
)
def test_the_least_is_never_above_the_most_and_coverage_lies_within_0_and_1(
    known: dict[int, tuple[float | None, float]], light: dict[int, float]
) -> None:
    found = {BEGIN_MS + hour * HOUR_MS: row(hour, *one) for hour, one in known.items()}
    hours = {BEGIN_MS + hour * HOUR_MS: length_s for hour, length_s in light.items()}
    begins = range(BEGIN_MS, BEGIN_MS + 31 * HOUR_MS, HOUR_MS)
    burned = burned_in(dict.fromkeys(begins, 3600.0), hours, found)
    assert 0 <= burned.least_s <= burned.most_s <= burned.wanted_s + 1e-6
    assert 0 <= burned.coverage <= 1
    if burned.share_least is not None and burned.share_most is not None:
        assert 0 <= burned.share_least <= burned.share_most <= 1


def test_an_hour_without_data_is_dark_in_the_least_and_light_in_the_most() -> None:
    begins = [BEGIN_MS, BEGIN_MS + HOUR_MS]
    hours = dict.fromkeys(begins, 3600.0)
    burned = burned_in(hours, hours, {BEGIN_MS: row(0, 3600.0)})
    assert (burned.share_least, burned.share_most, burned.coverage) == (0.5, 1.0, 0.5)


def test_of_an_hour_in_which_a_lamp_was_listed_for_a_part_all_figures_are_that_part() -> None:
    known = {BEGIN_MS: row(0, 1200.0, 2400.0)}
    whole = burned_in({BEGIN_MS: 3600.0}, {BEGIN_MS: 1800.0}, known)
    part = burned_in({BEGIN_MS: 900.0}, {BEGIN_MS: 1800.0}, known)
    assert (part.asked_s, part.wanted_s, part.burn_s) == (900.0, 450.0, 300.0)
    part.add(burned_in({BEGIN_MS: 2700.0}, {BEGIN_MS: 1800.0}, known))
    assert part == whole


def test_of_two_rows_of_an_hour_the_one_counts_that_covers_more() -> None:
    rows = [row(0, 60.0, 120.0), row(0, 3000.0), row(0, 5.0, 10.0)]
    assert one_an_hour(rows)["KPG-0001"][BEGIN_MS].burn_s == 3000.0


def test_light_is_wanted_as_the_schedule_of_that_time_says() -> None:
    hours = wanted().of(lamp(1))
    assert sum(hours.values()) == 31 * 12 * 3600
    assert hours[BEGIN_MS + 5 * HOUR_MS] == 3600
    assert BEGIN_MS + 6 * HOUR_MS not in hours
    assert sum(wanted().of(lamp(2, "parks")).values()) == 31 * 11 * 3600


def test_overrides_of_that_time_take_light_away_or_add_it() -> None:
    start = BEGIN_MS + 12 * HOUR_MS
    facts = (start, start + 2 * HOUR_MS, 0, "ani", "test", 1, start)
    day = OverrideRow("o-1", "all", None, ("KPG-0001",), 100, 50, *facts)
    plain = sum(wanted().of(lamp(1)).values())
    assert sum(wanted(day).of(lamp(1)).values()) == plain + 7200
    assert sum(wanted(day).of(lamp(2)).values()) == plain
    night = replace(day, level=0, start_ms=BEGIN_MS, until_ms=BEGIN_MS + HOUR_MS, set_ms=BEGIN_MS)
    assert sum(wanted(night).of(lamp(1)).values()) == plain - 3600


def test_without_a_schedule_lamps_keep_their_default() -> None:
    bare = WantedTime(MONTH, "Asia/Makassar", [InForce(None, BEGIN_MS, MONTH.to_ms)], (), 0)
    assert bare.of(lamp(1)) == {}
    lit = WantedTime(MONTH, "Asia/Makassar", [InForce(None, BEGIN_MS, MONTH.to_ms)])
    assert sum(lit.of(lamp(1)).values()) == 31 * 86_400


def test_times_are_cut_at_the_hours() -> None:
    assert by_hour([(1_800_000, HOUR_MS + 60_000)]) == {0: 1800.0, HOUR_MS: 60.0}


def test_silence_is_not_death_but_may_be() -> None:
    billed = replace(lamp(1), customer="5401")
    faults = [span("LAMP_FAIL", -3, 2), span("COMM_LOST", 1, 5), span("DAY_BURN", 0, 9)]
    (found,) = dead_yet_billed([all_month(billed), all_month(lamp(2))], faults)
    assert (found.least_days, found.most_days) == (2.0, 5.0)
    assert dead_yet_billed([all_month(lamp(1))], faults) == []


def test_overlapping_faults_count_once_and_only_within_the_month() -> None:
    faults = [span("LAMP_FAIL", 29, None), span("LAMP_FAIL", 30, 40)]
    assert days_of(faults, [(BEGIN_MS, MONTH.to_ms)]) == 2.0


def test_who_burns_without_a_number_is_found_only_where_others_have_one() -> None:
    at_ms = BEGIN_MS + HOUR_MS
    burning = {"KPG-0002": {at_ms: row(1, 600.0)}, "KPG-0003": {at_ms: row(1, 0.0)}}
    lines = [all_month(one) for one in (replace(lamp(1), customer="5401"), lamp(2), lamp(3))]
    listed = hours_within(BEGIN_MS, MONTH.to_ms)
    assert unregistered(lines, listed, burning) == {("KPG-0002", 1): 600.0}
    assert unregistered(lines[1:], listed, burning) == {}


def test_faults_are_counted_by_code_and_kelurahan_with_the_mean_time_to_repair() -> None:
    places = {one.id: one for one in (lamp(1), replace(lamp(2), kelurahan="Kelapa Lima"))}
    faults = [
        span("LAMP_FAIL", -2, 1),
        span("LAMP_FAIL", 2, 3),
        span("LAMP_FAIL", 4, None, "KPG-0002"),
        span("LAMP_FAIL", 40, None),
    ]
    rows = mending(faults, places, BEGIN_MS, MONTH.to_ms)
    assert [(one.kelurahan, one.begun, one.mended, one.still_open) for one in rows] == [
        ("Kelapa Lima", 1, 0, 1),
        ("Oebobo", 1, 2, 0),
    ]
    assert (rows[0].mean_repair_h, rows[1].mean_repair_h) == (None, 48.0)
    (total,) = by_code(rows)
    assert (total.begun, total.mended, total.still_open) == (2, 2, 1)


def test_of_faults_that_people_closed_those_without_proof_are_counted_apart() -> None:
    places = {"KPG-0001": lamp(1)}
    proved, unproved = (replace(span("LAMP_FAIL", day, day + 1), state="closed") for day in (1, 3))
    faults = [proved, unproved, span("LAMP_FAIL", 5, 6)]
    (row,) = mending(faults, places, BEGIN_MS, MONTH.to_ms, {unproved.id, faults[2].id})
    assert (row.mended, row.closed, row.unproven) == (3, 2, 1)
    assert by_code([row, row])[0].unproven == 2


def test_sums_of_lamps_are_those_of_their_parts() -> None:
    total = Burned()
    total.add(Burned(1, 2, 3, 4, 5, 6, 7))
    total.add(Burned(1, 2, 3, 4, 5, 6, 7))
    assert total == Burned(2, 4, 6, 8, 10, 12, 14)
