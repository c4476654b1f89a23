"""The same final book of faults, whatever the order in which messages come, and whoever dies."""

from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.city_of_tests import MINUTE_MS, NOW_MS, REPORT_MS
from tests.support.nights import (
    FAST,
    LAMPS,
    SLOW,
    Known,
    Living,
    Phase,
    Rhythm,
    Saying,
    phases,
    told,
)

Book = dict[tuple[str, str, str], list[Known]]
SLACK_MS = 2 * MINUTE_MS
"""The lateness, a tick and the absence of a controller that died [ms]."""
SILENT_MS = 3 * REPORT_MS
"""Silence is counted anew when the controller has connected [ms]."""


def book_of(rhythm: Rhythm, arriving: list[Saying], deaths_ms: list[int]) -> Book:
    with TemporaryDirectory() as folder:
        living = Living(Path(folder))
        living.live(rhythm, arriving, deaths_ms)
        found = living.book()
        living.close()
    return found


def night_of(rhythm: Rhythm, ailments: list[tuple[Phase, ...]]) -> list[Saying]:
    """What is said in a night, in its order."""
    with TemporaryDirectory() as folder:
        living = Living(Path(folder))
        said = [told(rhythm, number, each, living.city) for number, each in enumerate(ailments, 1)]
        found = sorted(chain(*said), key=lambda one: one.at_ms)
        living.close()
    return found


def is_close(one: int | None, other: int | None, slack_ms: int) -> bool:
    return one is other or (one is not None and other is not None and abs(one - other) <= slack_ms)


def assert_same(book: Book, other: Book, deaths: int) -> None:
    assert book.keys() == other.keys()
    for key, faults in book.items():
        slack_ms = SLACK_MS + (deaths * SILENT_MS if key[1] == "COMM_LOST" else 0)
        assert len(faults) == len(other[key]), key
        for one, again in zip(faults, other[key], strict=True):
            assert (one[0], one[3]) == (again[0], again[3]), key
            assert is_close(one[1], again[1], slack_ms), key
            assert is_close(one[2], again[2], slack_ms), key


@pytest.mark.parametrize("rhythm", [SLOW, FAST], ids=["slow", "fast"])
@given(data=st.data())
@settings(max_examples=30)
def test_the_final_book_is_the_same_whatever_the_order_of_arrival(
    rhythm: Rhythm, data: st.DataObject
) -> None:
    ailments = [data.draw(phases(rhythm)) for _ in LAMPS]
    night = night_of(rhythm, ailments)
    usual = book_of(rhythm, night, [])
    late_ms = st.integers(0, rhythm.latest_ms) | st.just(0)
    arriving = [
        Saying(one.at_ms + data.draw(late_ms), one.topic, one.payload)
        for one in night
        for _ in range(data.draw(st.sampled_from((1, 1, 1, 2))))
    ]
    arriving.sort(key=lambda one: one.at_ms)
    deaths = st.integers(NOW_MS, rhythm.at_ms(rhythm.steps))
    deaths_ms = data.draw(st.lists(deaths, max_size=2))
    assert_same(usual, book_of(rhythm, arriving, deaths_ms), len(deaths_ms))


def test_a_night_with_every_ailment_fills_the_book() -> None:
    kinds = ("dark", "told", "flagged", "hungry", "low", "reboot", "gone")
    ailments = [Phase(kind, 20, 60) for kind in kinds]  # LAMP_FAIL is held for four minutes
    some = [(one, Phase("mended", 70, 80)) for one in ailments[:1]]
    night = night_of(FAST, [*some, tuple(ailments[1:3]), tuple(ailments[3:5])])
    found = book_of(FAST, night, [])
    codes = {"LAMP_FAIL", "LED_OPEN", "GEAR_FAIL", "POWER_HIGH", "LED_SHORT"}
    assert {code for _, code, _ in found} >= codes
    assert {state for faults in found.values() for state, *_ in faults} == {"cleared"}


@pytest.mark.parametrize(
    ("kind", "state"), [("mended", "cleared"), ("unsaid", "cleared"), ("lasting", "active")]
)
def test_a_fault_before_a_boot_is_over_unless_it_is_told_anew(kind: str, state: str) -> None:
    found = book_of(SLOW, night_of(SLOW, [(Phase(kind, 4, 6),), (), ()]), [])
    (fault,) = found["KPG-0001", "LED_SHORT", "node"]
    assert fault[0] == state
    assert fault[1] == SLOW.at_ms(4)
