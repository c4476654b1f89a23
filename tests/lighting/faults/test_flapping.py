"""A fault that comes and goes is one line, open until it has been quiet for half an hour."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lighting.faults.fault import Fault
from lighting.faults.flapping import QUIET_MS, settled
from lighting.faults.life import acknowledge, freeze
from lighting.faults.sighting import AGAINST, Finding
from tests.lighting.faults.sights import step

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS


def look(
    fault: Fault | None, now_ms: int, *, is_present: bool, origin: str = "node"
) -> Fault | None:
    finding = Finding("LED_OPEN", True, "flag") if is_present else AGAINST["LED_OPEN"]  # noqa: FBT003 - as everywhere
    return step(fault, finding, now_ms, origin=origin, new_id=f"F-{now_ms}")


def wave(half_ms: int, until_ms: int, origin: str = "node") -> list[Fault]:
    """What became of a fault that comes and goes, on for half the time; also as time passes."""
    fault: Fault | None = None
    past: list[Fault] = []
    for number, now_ms in enumerate(range(MINUTE_MS, until_ms, half_ms)):
        fault = look(fault, now_ms, is_present=number % 2 == 0, origin=origin)
        assert fault is not None
        past.append(fault := settled(fault, now_ms))
    return past


def told(past: list[Fault]) -> int:
    """How often a fault became open, or over."""
    is_open = [one.state in {"active", "acknowledged"} for one in past]
    return sum(one != other for one, other in zip([False, *is_open], is_open, strict=False))


@pytest.mark.parametrize("origin", ["node", "controller"])
def test_at_the_third_change_within_ten_minutes_it_is_flapping_and_stays_open(origin: str) -> None:
    past = wave(MINUTE_MS, HOUR_MS, origin)
    assert [one.flapping_ms is not None for one in past[:4]] == [False, False, True, True]
    assert {one.state for one in past[2:]} == {"active"}
    assert len({one.id for one in past}) == 1
    assert past[-1].changes > 20


def test_slower_changes_are_no_flapping() -> None:
    past = wave(7 * MINUTE_MS, 3 * HOUR_MS)
    assert all(one.flapping_ms is None for one in past)
    assert len({one.id for one in past}) == 1


@pytest.mark.parametrize("half_s", [5, 30, 60, 150, 299])
def test_a_square_wave_of_seconds_or_minutes_is_told_three_times_in_a_day(half_s: int) -> None:
    assert told(wave(half_s * 1000, 24 * HOUR_MS)) <= 3


def test_half_an_hour_of_quiet_ends_it_at_the_moment_it_was_last_seen() -> None:
    fault = wave(MINUTE_MS, 7 * MINUTE_MS)[-1]
    assert fault.quiet_ms == 6 * MINUTE_MS
    assert settled(fault, 6 * MINUTE_MS + QUIET_MS - 1) is fault
    over = settled(fault, 6 * MINUTE_MS + QUIET_MS)
    assert (over.state, over.cleared_ms) == ("cleared", 6 * MINUTE_MS)


def test_what_the_controller_finds_is_only_quiet_while_it_looks() -> None:
    fault = wave(MINUTE_MS, 7 * MINUTE_MS, "controller")[-1]
    still = look(fault, 20 * MINUTE_MS, is_present=False, origin="controller")
    over = look(fault, 36 * MINUTE_MS, is_present=False, origin="controller")
    assert still is fault
    assert over is not None
    assert over.state == "cleared"


def test_nobody_knows_whether_a_silent_lamps_fault_is_quiet() -> None:
    fault = freeze(wave(MINUTE_MS, 7 * MINUTE_MS)[-1], 8 * MINUTE_MS)
    assert settled(fault, 24 * HOUR_MS) is fault


def test_an_acknowledged_fault_that_flaps_stays_acknowledged() -> None:
    fault = acknowledge(wave(MINUTE_MS, 6 * MINUTE_MS)[-1], "maria", "seen", 6 * MINUTE_MS)
    quiet = look(fault, 7 * MINUTE_MS, is_present=False)
    back = look(quiet, 8 * MINUTE_MS, is_present=True)
    assert back is not None
    assert (back.state, back.acknowledged_by, back.quiet_ms) == ("acknowledged", "maria", None)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 20 * MINUTE_MS)), max_size=40))
def test_a_flapping_fault_is_never_over_before_it_was_quiet(
    looks: list[tuple[bool, int]],
) -> None:
    fault: Fault | None = None
    now_ms, seen_ms = MINUTE_MS, 0
    for is_present, passed_ms in looks:
        now_ms += passed_ms
        before = fault
        fault = look(fault, now_ms, is_present=is_present)
        if fault is not None:
            fault = settled(fault, now_ms)
        seen_ms = now_ms if is_present else seen_ms
        was_flapping = before is not None and before.flapping_ms is not None
        is_over = fault is not None and fault.state == "cleared"
        if before is not None and was_flapping and before.state == "active" and is_over:
            assert now_ms - seen_ms >= QUIET_MS
