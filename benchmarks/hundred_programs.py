"""What a hundred programs cost for a year: compiled for nodes time after time, and checked."""

from datetime import date, timedelta

from benchmarks.city import FIRST, YEAR_NIGHTS, city_document
from benchmarks.rounds import Goal, Measure, compare
from schedules.compile import compile_program
from schedules.document import Document
from schedules.lint.run import lint
from schedules.sun import sun_moment

PROGRAMS = 100
COMPILED = f"{PROGRAMS} programs compiled, {YEAR_NIGHTS} nights"
CHECKED = f"{PROGRAMS} programs checked, {YEAR_NIGHTS} nights"


def measure(rounds: int) -> list[Measure]:
    """Check a year of many programs, beside their compiling."""
    document = city_document(PROGRAMS)

    def compiled() -> None:
        sun_moment.cache_clear()
        for group in document.groups:
            _year_compiled(document, group)

    def checked() -> None:
        sun_moment.cache_clear()
        lint(document, [], FIRST, YEAR_NIGHTS)

    works = {COMPILED: compiled, CHECKED: checked}
    return compare(COMPILED, works, {CHECKED: Goal(limit_ratio=4)}, rounds)


def _year_compiled(document: Document, group: str) -> None:
    first: date = FIRST
    last = FIRST + timedelta(days=YEAR_NIGHTS)
    while first < last:
        first += timedelta(days=compile_program(document, group, first).nights)
