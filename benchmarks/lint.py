"""What a look at a whole year costs beyond the planning of it: a city's programs and lamps."""

from datetime import date

from benchmarks.rounds import Goal, Measure, compare
from schedules.compile import plan_nights
from schedules.document import Document, read_document
from schedules.lint.lamps import ListedLamp
from schedules.lint.run import lint
from schedules.sun import sun_moment

FIRST = date(2026, 8, 16)
YEAR_NIGHTS = 366
PROGRAMS = 20
LAMPS = 3_000
PLANNED = f"{PROGRAMS} programs planned, {YEAR_NIGHTS} nights"
CHECKED = f"{PROGRAMS} programs, {LAMPS:,} lamps checked"
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
  {{ at = "22:{0:02}", level = 60, fade = "2m" }},
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


def city_document(programs: int) -> Document:
    """Write a document of that many groups, each with a program of its own, and read it."""
    numbers = range(programs)
    text = SITE + "".join(PROGRAM.format(number % 60, number) for number in numbers)
    text += "[assign]\n" + "".join(f'"group:g-{one}" = "c-{one}"\n' for one in numbers)
    return read_document(text, "city.toml")
