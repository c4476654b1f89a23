"""What a plan of a whole city costs beyond the planning of its nights: lamps, hours, money."""

from datetime import date

from benchmarks.rounds import Goal, Measure, compare
from lighting.planning.energy import Prices
from lighting.planning.plan import plan
from lighting.planning.programs import PlannedLamp, Side, Span
from lighting.site.tariffs import Tariff
from schedules.compile import plan_nights
from schedules.document import Document, read_document
from schedules.sun import sun_moment

FIRST = date(2026, 8, 16)
YEAR_NIGHTS = 366
PROGRAMS = 20
LAMPS = 10_000
WATTAGES = (36.0, 50.0, 70.0, 100.0, 150.0)
NIGHTS = f"{PROGRAMS} programs, {YEAR_NIGHTS} nights of one schedule"
PLANNED = f"{LAMPS:,} lamps planned, {YEAR_NIGHTS} nights of two schedules"
SITE = """
[site]
name = "kupang"
timezone = "Asia/Makassar"
latitude = -10.178
longitude = 123.607
country = "ID"
"""
PROGRAM = """
[profile.p-{1}]
steps = [
  {{ at = "sunset-10m", level = 100, fade = "30s" }},
  {{ at = "22:{0:02}", level = {2}, fade = "2m" }},
  {{ at = "23:45", level = 40 }},
  {{ at = "04:30", level = 100 }},
  {{ at = "sunrise+5m", level = 0 }},
]
[profile.festive-{1}]
steps = [{{ at = "sunset", level = 100 }}, {{ at = "sunrise", level = 0 }}]
[calendar.c-{1}]
default = "p-{1}"
rules = [
  {{ on = "08-16..08-17", profile = "festive-{1}" }},
  {{ on = "eve of holiday", profile = "festive-{1}" }},
]
"""


def measure(rounds: int) -> list[Measure]:
    """Plan a year of a whole city against the schedule in force, beside its mere nights."""
    before, after = _document(60), _document(50)
    lamps = [
        PlannedLamp(f"KPG-{number:05}", (f"g-{number % PROGRAMS}",), WATTAGES[number % 5], 1.0)
        for number in range(LAMPS)
    ]
    tariff = Tariff(start=date(2024, 7, 1), name="P-3/TR", currency="IDR", per_kwh=1699.53)

    def nights() -> None:
        sun_moment.cache_clear()
        for group in after.groups:
            plan_nights(after, group, FIRST, YEAR_NIGHTS)

    def planned() -> None:
        sun_moment.cache_clear()
        span = Span(FIRST, YEAR_NIGHTS)
        old, new = (Side(each, each.site.timezone, span) for each in (before, after))
        plan(old, new, lamps, Prices((tariff,)))

    works = {NIGHTS: nights, PLANNED: planned}
    return compare(NIGHTS, works, {PLANNED: Goal(limit_s=2)}, rounds)


def _document(dimmed: int) -> Document:
    numbers = range(PROGRAMS)
    text = SITE + "".join(PROGRAM.format(number % 60, number, dimmed) for number in numbers)
    text += "[assign]\n" + "".join(f'"group:g-{one}" = "c-{one}"\n' for one in numbers)
    return read_document(text, "city.toml")
