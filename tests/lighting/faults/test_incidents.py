"""SUPPLY_LOSS: lamps of one panel that fall silent together."""

import random

from hypothesis import given
from hypothesis import strategies as st

from lighting.faults.incidents import Incident, fold

LAMPS = tuple(f"l-{n:02}" for n in range(34))
REPORT_S = 300
WINDOW_MS = 420_000
NOON_MS = 10**9


def folded(
    lost: dict[str, int],
    open_incident: Incident | None = None,
    lamps: tuple[str, ...] = LAMPS,
    now_ms: int = NOON_MS,
    new_id: str = "I-1",
) -> Incident | None:
    """Fold the lamps of panel P-05."""
    return fold("P-05", lamps, lost, open_incident, REPORT_S, now_ms, new_id)


def cut(count: int, spread_ms: int = 40_000) -> dict[str, int]:
    """So many lamps lost at even distances within a time."""
    return {
        lamp: NOON_MS + n * spread_ms // max(1, count - 1) for n, lamp in enumerate(LAMPS[:count])
    }


def test_a_panel_that_loses_its_supply_is_one_incident_of_all_its_lamps() -> None:
    incident = folded(cut(34))

    assert incident is not None
    assert (incident.id, incident.code, incident.panel) == ("I-1", "SUPPLY_LOSS", "P-05")
    assert incident.members == LAMPS
    assert incident.evidence == "34 of 34 lamps of P-05 within 40 s"
    assert (incident.since_ms, incident.cleared_ms) == (NOON_MS, None)


def test_half_of_the_lamps_make_an_incident_and_fewer_do_not() -> None:
    assert folded(cut(17)) is not None
    assert folded(cut(16)) is None


def test_two_lamps_are_chance_even_if_they_are_the_whole_panel() -> None:
    assert folded(cut(2), lamps=LAMPS[:2]) is None
    assert folded(cut(2), lamps=LAMPS[:4]) is None
    assert folded(cut(3), lamps=LAMPS[:4]) is not None
    assert folded(cut(2), lamps=LAMPS[:3]) is None


def test_no_lamp_lost_is_no_incident() -> None:
    assert folded({}) is None
    assert folded({"l-of-another-panel": NOON_MS}) is None


def test_lamps_lost_one_by_one_over_hours_are_no_incident() -> None:
    assert folded(cut(34, spread_ms=WINDOW_MS * 3)) is None


def test_lamps_lost_long_before_are_no_members() -> None:
    before = dict.fromkeys(LAMPS[:5], NOON_MS - WINDOW_MS - 1)

    incident = folded(cut(34, 0) | before)

    assert incident is not None
    assert incident.members == LAMPS[5:]
    assert incident.evidence == "29 of 34 lamps of P-05 within 0 s"


def test_lamps_lost_later_within_the_window_join_and_later_ones_do_not() -> None:
    half = folded(cut(20, 10_000))
    later = {LAMPS[30]: NOON_MS + WINDOW_MS, LAMPS[31]: NOON_MS + WINDOW_MS + 1}

    grown = folded(cut(20, 10_000) | later, half, new_id="I-2")

    assert grown is not None
    assert grown.id == "I-1"
    assert grown.members == (*LAMPS[:20], LAMPS[30])
    assert grown.evidence == "21 of 34 lamps of P-05 within 420 s"


def test_a_lamp_found_to_be_lost_long_before_does_not_join() -> None:
    half = folded(cut(20, 10_000))
    before = {LAMPS[30]: NOON_MS + 10_000 - WINDOW_MS, LAMPS[31]: NOON_MS + 9_999 - WINDOW_MS}

    grown = folded(cut(20, 10_000) | before, half)

    assert grown is not None
    assert grown.members == (*LAMPS[:20], LAMPS[30])
    assert grown.since_ms == NOON_MS + 10_000 - WINDOW_MS


def test_an_incident_that_lasts_unchanged_is_the_same_object() -> None:
    incident = folded(cut(34))

    assert folded(cut(34), incident) is incident


def test_an_incident_is_over_when_fewer_than_half_of_its_lamps_are_lost() -> None:
    incident = folded(cut(34))

    assert folded(cut(17), incident) is incident
    over = folded(cut(16), incident, now_ms=NOON_MS + 5)
    assert over is not None
    assert (over.cleared_ms, over.members) == (NOON_MS + 5, LAMPS)


def test_after_its_end_the_next_cut_is_another_incident() -> None:
    over = folded({}, folded(cut(34)))

    again = folded(cut(34), over, new_id="I-2")

    assert again is not None
    assert (again.id, again.cleared_ms) == ("I-2", None)
    assert folded({}, over) is None


@given(st.randoms(use_true_random=False), st.integers(17, 34), st.integers(0, WINDOW_MS))
def test_any_order_of_losses_within_the_window_ends_in_one_complete_incident(
    chance: random.Random, count: int, spread_ms: int
) -> None:
    losses = list(cut(count, spread_ms).items())
    chance.shuffle(losses)
    lost: dict[str, int] = {}
    incident = None
    seen = set()
    for lamp, at_ms in losses:
        lost[lamp] = at_ms
        incident = folded(lost, incident, new_id=f"I-{len(lost)}")
        seen |= {incident.id} if incident else set()

    assert incident is not None
    assert len(seen) == 1
    assert incident.members == LAMPS[:count]
    assert incident.since_ms == NOON_MS


@given(
    st.dictionaries(st.sampled_from(LAMPS), st.integers(0, 3 * WINDOW_MS)),
    st.dictionaries(st.sampled_from(LAMPS), st.integers(0, 3 * WINDOW_MS)),
)
def test_members_were_always_lost_within_one_window(
    lost: dict[str, int], lost_later: dict[str, int]
) -> None:
    first = folded(lost)
    second = folded(lost | lost_later, first)
    for incident in (first, second):
        if incident is not None:
            assert incident.last_ms - incident.since_ms <= WINDOW_MS
            assert len(incident.members) >= 17
    if first is not None and second is not None:
        assert set(first.members) <= set(second.members)
