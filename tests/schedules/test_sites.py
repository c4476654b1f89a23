"""One document is one site; several are read and planned side by side."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

from schedules.compile import Night, compile_program, plan_nights
from schedules.document import Document
from tests.schedules.documents import KUPANG, LONGYEARBYEN, OSLO, make_document

SITES = {
    "kupang": (KUPANG, "ID"),
    "oslo": (OSLO, "NO"),
    "longyearbyen": (LONGYEARBYEN, "NO"),
    "lord-howe": (("Australia/Lord_Howe", -31.55, 159.08), "AU"),
    "santiago": (("America/Santiago", -33.45, -70.67), "CL"),
}
FIRST = date(2026, 12, 20)
EXTRA = {
    "kupang": '[holidays]\nmoved = { "2027-03-10" = "2027-03-09" }',
    "oslo": '[holidays]\nmoved = { "2026-12-25" = "2026-12-22" }',
}
STEPS = '{ at = "sunset", level = 100, not_after = "23:00" }, { at = "06:00", level = 0 }'
RULES = '{ on = "holiday", profile = "special" }'


def documents() -> dict[str, Document]:
    return {
        name: make_document(STEPS, RULES, site, country, extra=EXTRA.get(name, ""))
        for name, (site, country) in SITES.items()
    }


def nights_alone(name: str) -> tuple[Night, ...]:
    return plan_nights(documents()[name], "parks", FIRST, 30)


def nights_interleaved() -> Iterator[tuple[str, Night]]:
    together = documents()
    for number in range(30):
        for name, document in together.items():
            yield name, plan_nights(document, "parks", FIRST + timedelta(days=number), 1)[0]


def test_sites_in_different_zones_do_not_touch_each_other() -> None:
    found: dict[str, list[Night]] = {name: [] for name in SITES}
    for name, night in nights_interleaved():
        found[name].append(night)
    for name in SITES:
        assert tuple(found[name]) == nights_alone(name)
    evenings = {night.points[0].at_s for nights in found.values() for night in nights[:1]}
    assert len(evenings) == len(SITES)


def test_a_holiday_that_one_site_moves_stays_where_it_is_for_the_others() -> None:
    chosen = {
        name: plan_nights(document, "parks", date(2026, 12, 25), 1)[0].profile
        for name, document in documents().items()
    }
    assert chosen.pop("oslo") == "p"
    assert set(chosen.values()) == {"special"}


def test_sites_are_compiled_at_the_same_time_as_they_are_one_by_one() -> None:
    together = documents()
    with ThreadPoolExecutor(max_workers=4) as pool:
        programs = list(
            pool.map(lambda one: compile_program(one, "parks", FIRST, 60), together.values())
        )
    for document, program in zip(documents().values(), programs, strict=True):
        assert compile_program(document, "parks", FIRST, 60) == program
