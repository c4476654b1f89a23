"""What a look at a whole year costs beyond the planning of it: a city's programs and lamps."""

from benchmarks.city import FIRST, YEAR_NIGHTS, city_document
from benchmarks.rounds import Goal, Measure, compare
from schedules.compile import plan_nights
from schedules.lint.lamps import ListedLamp
from schedules.lint.run import lint
from schedules.sun import sun_moment

PROGRAMS = 20
LAMPS = 3_000
PLANNED = f"{PROGRAMS} programs planned, {YEAR_NIGHTS} nights"
CHECKED = f"{PROGRAMS} programs, {LAMPS:,} lamps checked"


def measure(rounds: int) -> list[Measure]:
    """Check a year of a whole city, beside its mere planning."""
    document = city_document(PROGRAMS)
    lamps = [
        ListedLamp(f"KPG-{number:04}", (f"g-{number % PROGRAMS}",), "arteri")
        for number in range(LAMPS)
    ]

    def planned() -> None:
        sun_moment.cache_clear()
        for group in document.groups:
            plan_nights(document, group, FIRST, YEAR_NIGHTS)

    def checked() -> None:
        sun_moment.cache_clear()
        lint(document, lamps, FIRST, YEAR_NIGHTS)

    works = {PLANNED: planned, CHECKED: checked}
    return compare(PLANNED, works, {CHECKED: Goal(limit_s=5)}, rounds)
