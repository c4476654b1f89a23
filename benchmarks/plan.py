"""What a plan of a whole city costs beyond the planning of its nights: lamps, hours, money."""

from datetime import date

from benchmarks.city import FIRST, YEAR_NIGHTS, city_document
from benchmarks.rounds import Goal, Measure, compare
from lighting.planning.energy import Prices
from lighting.planning.plan import plan
from lighting.planning.programs import PlannedLamp, Side, Span
from lighting.site.tariffs import Tariff
from schedules.compile import plan_nights
from schedules.sun import sun_moment

PROGRAMS = 20
LAMPS = 10_000
WATTAGES = (36.0, 50.0, 70.0, 100.0, 150.0)
NIGHTS = f"{PROGRAMS} programs, {YEAR_NIGHTS} nights of one schedule"
PLANNED = f"{LAMPS:,} lamps planned, {YEAR_NIGHTS} nights of two schedules"


def measure(rounds: int) -> list[Measure]:
    """Plan a year of a whole city against the schedule in force, beside its mere nights."""
    before, after = city_document(PROGRAMS, 60), city_document(PROGRAMS, 50)
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
