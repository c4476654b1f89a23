"""Whatever is found in a storm can be read in Indonesian: in the book, in orders, in messages."""

from pathlib import Path

from lighting.demo.town import SCHEDULE
from lighting.faults.evidence.table import evidence_in
from lighting.scenario.book import Book
from lighting.scenario.city import SteppedCity
from lighting.scenario.document import read_scenario
from lighting.scenario.plan import plan_of
from lighting.scenario.stepped import config_of, specs_of

STORM = Path(__file__).parents[2] / "scenarios" / "storm-in-small.toml"


def is_english(said: str) -> bool:
    return evidence_in("id", said) == said


def test_no_evidence_of_a_storm_is_without_its_row() -> None:
    plan = plan_of(read_scenario(STORM.read_text(encoding="utf-8"), STORM.name), None)
    book = Book()
    city = SteppedCity(
        config_of(plan),
        lambda: book,
        plan.lamps,
        SCHEDULE,
        start_ms=plan.start_ms,
        specs=specs_of(plan),
        ailments=plan.ailments,
        seed=plan.seed,
        keeps_samples=False,
    )
    book.now_ms = city.clock.now_ms
    city.live_until_ms(plan.end_ms)
    city.close()
    incidents, orders = book.incidents(1_000), city.service.city.work.values()
    said = [one.evidence for one in book.faults()] + [one.evidence for one in orders]
    said += [text for one in incidents for text in (one.evidence, one.cause)]
    assert [one for one in dict.fromkeys(said) if is_english(one)] == []
    notes = [one.note for one in orders if one.note]
    assert [one for one in notes if is_english(one)] == []
    assert incidents
    assert orders
    assert notes
