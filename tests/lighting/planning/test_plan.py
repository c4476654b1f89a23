"""What a plan comes to, by figures that a person can add up."""

from datetime import date

import pytest

from lighting.planning.energy import Prices
from lighting.planning.plan import Plan, plan
from lighting.planning.programs import PlannedLamp, Side, Span
from lighting.site.tariffs import Co2, Tariff
from schedules.document import Document, read_document

ZONE = "Asia/Makassar"
MONDAY = date(2026, 8, 17)
WEEK = Span(MONDAY, 7)
TEXT = """
[site]
name = "kupang"
timezone = "Asia/Makassar"
latitude = -10.178
longitude = 123.607
[profile.road]
steps = [
  { at = "18:00", level = 100 },
  { at = "22:00", level = 60 },
  { at = "05:00", level = 0 },
]
[profile.festive]
steps = [{ at = "18:00", level = 100 }, { at = "06:00", level = 0 }]
[calendar.roads]
default = "road"
[assign]
"group:roads" = "roads"
"""
DIMMER = TEXT.replace("level = 60", "level = 50")
FESTIVE = TEXT.replace(
    'default = "road"', 'default = "road"\nrules = [{on="sat", profile="festive"}]'
)
ROAD = PlannedLamp("KPG-0001", ("roads",), 100, 0)
LANE = PlannedLamp("KPG-0002", ("lanes",), 50, 2)


def side(text: str | None, span: Span = WEEK, default_level: int = 100) -> Side:
    document = read_document(text, "schedules.toml") if text else None
    return Side(document, ZONE, span, default_level)


def planned(
    before: str | None,
    after: str,
    *lamps: PlannedLamp,
    span: Span = WEEK,
    prices: Prices | None = None,
) -> Plan:
    return plan(side(before, span), side(after, span), lamps, prices or Prices())


def price(start: date, per_kwh: float, currency: str = "IDR") -> Tariff:
    return Tariff(start=start, name="P-3/TR", currency=currency, per_kwh=per_kwh)


def hours(seconds: dict[int, int]) -> dict[int, float]:
    return {level: length_s / 3600 for level, length_s in seconds.items()}


def test_the_same_schedule_changes_nothing() -> None:
    found = planned(TEXT, TEXT, ROAD, LANE)
    assert (found.lamps, found.changes) == (2, ())
    assert found.before.kwh == pytest.approx(found.after.kwh)


def test_a_dimmer_level_is_told_with_its_lamps_nights_and_hours() -> None:
    found = planned(TEXT, DIMMER, ROAD, LANE)
    (change,) = found.changes
    assert (change.before, change.after, change.lamps) == ("roads", "roads", ("KPG-0001",))
    assert change.nights == WEEK.evenings
    assert hours(dict(change.before_s)) == {0: 7 * 13, 100: 7 * 4, 60: 7 * 7}
    assert hours(dict(change.after_s)) == {0: 7 * 13, 100: 7 * 4, 50: 7 * 7}


def test_energy_is_power_by_level_and_standby_for_as_long_as_each_lasts() -> None:
    found = planned(TEXT, DIMMER, ROAD)
    assert found.before.kwh == pytest.approx(7 * (4 * 100 + 7 * 60) / 1000)
    assert found.after.kwh == pytest.approx(7 * (4 * 100 + 7 * 50) / 1000)
    with_standby = planned(TEXT, TEXT, PlannedLamp("KPG-0003", ("roads",), 100, 10))
    watt_hours = 13 * 10 + 4 * 100 + 7 * (10 + 90 * 0.6)
    assert with_standby.before.kwh == pytest.approx(7 * watt_hours / 1000)


def test_only_the_nights_that_are_otherwise_are_told() -> None:
    (change,) = planned(TEXT, FESTIVE, ROAD).changes
    assert change.nights == (date(2026, 8, 22),)
    assert hours(dict(change.after_s)) == {0: 12, 100: 12}


def test_other_words_and_points_that_keep_the_level_are_no_change() -> None:
    worded = TEXT.replace('  { at = "22:00"', '  { at = "21:00", level = 100 },\n  { at = "22:00"')
    assert planned(TEXT, worded, ROAD).changes == ()


def test_lamps_without_a_program_burn_at_their_default_level() -> None:
    found = planned(None, TEXT, ROAD, LANE)
    (change,) = found.changes
    assert (change.before, change.after, change.lamps) == ("", "roads", ("KPG-0001",))
    assert hours(dict(change.before_s)) == {100: 7 * 24}
    assert found.before.kwh == pytest.approx(7 * 24 * 0.15)


def test_a_lamp_follows_the_first_assignment_that_names_a_group_of_it() -> None:
    more = '[group.centre]\nmembers = ["KPG-0002"]\n[calendar.dark]\ndefault = "none"\n'
    text = DIMMER.replace(
        "[assign]", f'[profile.none]\nsteps = []\n{more}[assign]\n"group:centre" = "dark"'
    )
    found = planned(TEXT, text, ROAD, LANE)
    assert {(one.after, one.lamps) for one in found.changes} == {
        ("roads", ("KPG-0001",)),
        ("centre", ("KPG-0002",)),
    }


def test_an_event_changes_its_night_for_the_lamps_that_it_is_for() -> None:
    event = """
[[event]]
name = "Pasar malam"
on = "08-20"
for = "group:market"
from = "22:00"
until = "23:00"
level = 100
"""
    market = PlannedLamp("KPG-0004", ("roads", "market"), 100, 0)
    (change,) = planned(TEXT, TEXT + event, ROAD, market).changes
    assert (change.lamps, change.nights) == (("KPG-0004",), (date(2026, 8, 20),))
    assert hours(dict(change.after_s)) == {0: 13, 100: 5, 60: 6}


def test_what_nodes_do_by_themselves_is_a_change_too() -> None:
    text = TEXT.replace("[profile.road]", '[profile.road]\nmin_burn = "10m"\neffects = ["steps"]')
    effect = '[effect.steps]\nsensor = "motion"\ndo = "max"\nvalue = 100\nhold = "3m"\n'
    (change,) = planned(TEXT, text + effect, ROAD).changes
    assert change.nights == WEEK.evenings
    assert change.before_s == change.after_s


def test_other_factors_of_a_kind_of_lamp_change_its_energy() -> None:
    lamp = PlannedLamp("KPG-0005", ("roads",), 100, 0, "led")
    text = TEXT + "[lamp-type.led]\nmin_level = 55\nvirtual_power = 90\n"
    found = planned(TEXT, text, lamp, ROAD)
    (change,) = found.changes
    assert change.lamps == ("KPG-0005",)
    assert found.after.kwh == pytest.approx(
        7 * (4 * 90 + 7 * 55) / 1000 + 7 * (4 * 100 + 7 * 60) / 1000
    )


def test_each_night_has_the_price_of_its_evening() -> None:
    prices = Prices((price(date(2026, 8, 20), 2000), price(date(2024, 7, 1), 1000)))
    found = planned(TEXT, TEXT, ROAD, prices=prices)
    assert found.before.money == pytest.approx({"IDR": 0.82 * (3 * 1000 + 4 * 2000)})


def test_currencies_are_never_added_up() -> None:
    prices = Prices((price(date(2026, 8, 20), 1, "USD"), price(date(2024, 7, 1), 1000)))
    money = planned(TEXT, TEXT, ROAD, prices=prices).after.money
    assert money == pytest.approx({"IDR": 0.82 * 3000, "USD": 0.82 * 4})


def test_no_money_is_told_for_nights_without_a_price() -> None:
    prices = Prices((price(date(2026, 8, 20), 2000),))
    assert planned(TEXT, TEXT, ROAD, prices=prices).before.money is None
    assert prices.unpriced(WEEK.evenings) == MONDAY
    assert planned(TEXT, TEXT, ROAD).before.money is None


def test_co2_is_told_by_the_factor_of_the_settings_or_not_at_all() -> None:
    factor = Co2(kg_per_kwh=0.5, source="a ministry")
    found = planned(TEXT, TEXT, ROAD, prices=Prices(co2=factor))
    assert found.before.co2_kg == pytest.approx(found.before.kwh / 2)
    assert planned(TEXT, TEXT, ROAD).before.co2_kg is None


def test_hours_of_all_lamps_add_up_to_the_nights() -> None:
    found = planned(TEXT, FESTIVE, ROAD, LANE)
    for seconds in (found.before_s, found.after_s):
        assert sum(seconds.values()) == 2 * 7 * 86_400


def test_a_night_in_which_the_clocks_change_has_its_real_length() -> None:
    berlin = TEXT.replace("Asia/Makassar", "Europe/Berlin")
    document: Document = read_document(berlin, "schedules.toml")
    spring = Side(document, "Europe/Berlin", Span(date(2026, 3, 28), 1))
    (shape,) = spring.shapes(spring.program_of(ROAD)[0])
    assert shape.seconds == {0: 13 * 3600, 100: 4 * 3600, 60: 6 * 3600}
