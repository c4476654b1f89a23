"""Questions put to a city in tests, and nodes that hold what they should."""

from typing import Any

from lighting.answers import answer
from lighting.city import City
from lighting.faults.life import Fault
from lighting.questions.of_city import Inquiry
from lighting.stores import Reader
from tests.support.city_of_tests import MINUTE_MS, NOW_MS, Talker, hear


def ask(city: City, question: Inquiry, store: Reader, now_ms: int = NOW_MS) -> dict[str, Any]:
    """The answer, which must be JSON all through."""
    return answer(city, question, now_ms, store)


def row_of(document: dict[str, Any], lamp: str = "KPG-0001") -> dict[str, Any]:
    """The row of a lamp in a list."""
    rows: list[dict[str, Any]] = document["lamps"]
    return next(row for row in rows if row["lamp"] == lamp)


def obey(city: City, node: str = "n-0001", *, level: int = 100, now_ms: int = NOW_MS) -> Talker:
    """Have a node report, two minutes ago, that it holds everything and lights at a level."""
    talker = Talker(node)
    before_ms = now_ms - 2 * MINUTE_MS
    hear(city, talker.status(before_ms), before_ms)
    reason = {"by": "program", "what": "main-roads 18:00"}
    said = talker.holding(city, before_ms, wanted_level=level, level=level, reason=reason)
    hear(city, said, before_ms)
    return talker


def put(city: City, *faults: Fault) -> None:
    """Have faults open in a city."""
    for fault in faults:
        city.faults[fault.lamp or f"panel:{fault.panel}", fault.code, fault.origin] = fault
