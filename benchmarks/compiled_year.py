"""What a schedule costs beyond its sun times: a year planned, and a program compiled for nodes."""

from datetime import date, timedelta
from itertools import product

from benchmarks.rounds import Goal, Measure, compare
from benchmarks.start_up import SCHEDULE
from schedules.civil_time import night_window
from schedules.compile import compile_program, plan_nights
from schedules.document import Document, read_document
from schedules.sun import Place, SunEvent, sun_moment

GROUP = "main-roads"
FIRST = date(2026, 8, 16)
YEAR_NIGHTS = 366
SUN = f"sunset and sunrise of {YEAR_NIGHTS} nights"
PLANNED = f"a year planned, {YEAR_NIGHTS} nights"


def measure(rounds: int) -> list[Measure]:
    """Plan the year of the example schedule, its sun times computed anew each time."""
    document = read_document(SCHEDULE.read_text(encoding="utf-8"), SCHEDULE.name)

    def sun() -> None:
        _sun_of_year(document)

    def planned() -> None:
        sun_moment.cache_clear()
        plan_nights(document, GROUP, FIRST, YEAR_NIGHTS)

    def compiled() -> None:
        sun_moment.cache_clear()
        compile_program(document, GROUP, FIRST)

    works = {SUN: sun, PLANNED: planned, "a program compiled, 90 nights": compiled}
    return compare(SUN, works, {PLANNED: Goal(limit_ratio=2)}, rounds)


def _sun_of_year(document: Document) -> None:
    sun_moment.cache_clear()
    place = Place(document.site.latitude, document.site.longitude)
    events = (SunEvent.SUNSET, SunEvent.SUNRISE)
    for number, event in product(range(YEAR_NIGHTS), events):
        window = night_window(document.site.timezone, FIRST + timedelta(days=number))
        sun_moment(place, (window.from_s + window.until_s) // 2, event)
