import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.sim.ailments import CATALOGUE, Ailment, Kind
from devices.sim.luminaire import Defect

START_MS = 1_000_000
moments = st.integers(0, 10_000_000)


def test_every_kind_has_a_nature() -> None:
    assert set(CATALOGUE) == set(Kind)


def test_it_holds_from_its_beginning_up_to_its_end() -> None:
    ailment = Ailment(Kind.DEAD_LAMP, "n-1", START_MS, START_MS + 10)
    held = [at_ms for at_ms in range(START_MS - 2, START_MS + 12) if ailment.holds(at_ms)]
    assert held == list(range(START_MS, START_MS + 10))
    assert Ailment(Kind.DEAD_LAMP, "n-1", START_MS).holds(START_MS * 1000)
    assert ailment.code == "LAMP_FAIL"


@given(st.sampled_from(Kind), moments, st.none() | moments, moments)
def test_between_the_changes_that_it_names_it_does_the_same(
    kind: Kind, from_ms: int, long_ms: int | None, at_ms: int
) -> None:
    ailment = Ailment(kind, "n-1", from_ms, None if long_ms is None else from_ms + 1 + long_ms)
    change_ms = ailment.next_change_ms(at_ms)
    last_ms = at_ms + 1_000_000 if change_ms is None else change_ms - 1
    assert last_ms >= at_ms
    for moment_ms in (at_ms, (at_ms + last_ms) // 2, last_ms):
        assert ailment.holds(moment_ms) == ailment.holds(at_ms)
        assert ailment.defect(moment_ms) is ailment.defect(at_ms)


def test_a_cycling_lamp_lights_at_least_four_times_an_hour() -> None:
    ailment = Ailment(Kind.CYCLING, "n-1", START_MS)
    at_ms, lights = START_MS, 0
    while (change_ms := ailment.next_change_ms(at_ms)) and change_ms < START_MS + 3_600_000:
        at_ms = change_ms
        lights += ailment.defect(at_ms) is Defect.NONE
    assert lights >= 4


@pytest.mark.parametrize("kind", [Kind.SILENCE, Kind.REBOOT, Kind.PANEL_OUTAGE, Kind.CLOCK_DRIFT])
def test_what_ails_the_node_leaves_the_light_as_commanded(kind: Kind) -> None:
    assert Ailment(kind, "n-1", START_MS).defect(START_MS) is Defect.NONE


HOUR_MS = 3_600_000


def test_what_grows_comes_to_its_size_in_steps_and_is_big_enough_from_a_moment_on() -> None:
    ageing = Ailment(Kind.AGEING, "n-1", 1000, size=0.4, grows_ms=4 * HOUR_MS)
    assert ageing.size_at(999) == 0
    assert ageing.size_at(1000 + HOUR_MS) == pytest.approx(0.1)
    assert ageing.size_at(1000 + 9 * HOUR_MS) == pytest.approx(0.4)
    assert ageing.next_change_ms(1000 + HOUR_MS) == 1000 + 2 * HOUR_MS
    assert ageing.next_change_ms(1000 + 4 * HOUR_MS) is None
    assert ageing.reaches_ms(0.2) == 1000 + 2 * HOUR_MS
    assert ageing.reaches_ms(0.5) is None


def test_a_reboot_loop_turns_every_twenty_minutes_until_it_ends() -> None:
    loop = Ailment(Kind.REBOOT_LOOP, "n-1", 0, 3_000_000)
    assert loop.next_change_ms(0) == 1_200_000
    assert loop.next_change_ms(1_200_000) == 2_400_000
    assert loop.next_change_ms(2_400_000) == 3_000_000
    assert loop.next_change_ms(3_000_000) is None
