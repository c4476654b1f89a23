import itertools
import json

from hypothesis import given
from hypothesis import strategies as st

from devices.node.outbox import GAP, ROUTINE, Outbox, packed
from devices.wire.up import MAX_EVENTS, Event

STAMP = '"at_ms":1,"clock":"synced"'
kinds = st.sampled_from(["level", "energy", "fault", "command", "boot"])
steps = st.lists(
    st.one_of(kinds, st.floats(0, 1).map(lambda part: part)),
    max_size=60,
)


def _filled(*told: str, capacity: int = 1000) -> Outbox:
    outbox = Outbox(capacity=capacity)
    for kind in told:
        outbox = outbox.append(kind, STAMP)
    return outbox


def _numbers(outbox: Outbox) -> list[int]:
    """Every number that the outbox accounts for, in order."""
    return [n for entry in outbox.entries for n in range(entry.n, entry.last + 1)]


@given(steps, st.integers(2, 12))
def test_every_number_is_confirmed_or_held_or_named_by_a_gap(
    told: list[str | float], capacity: int
) -> None:
    outbox = Outbox(capacity=capacity)
    for one in told:
        if isinstance(one, str):
            outbox = outbox.append(one, STAMP)
        elif outbox.entries:
            entry = outbox.entries[int(one * (len(outbox.entries) - 1))]
            outbox = outbox.confirm(entry.last)
        assert _numbers(outbox) == list(range(outbox.oldest, outbox.next_n))
        assert len(outbox.entries) <= capacity


@given(st.lists(kinds, max_size=60), st.integers(2, 12))
def test_a_gap_counts_what_it_stands_for(told: list[str], capacity: int) -> None:
    outbox = _filled(*told, capacity=capacity)
    for entry in outbox.entries:
        lost = entry.last - entry.n + 1
        assert entry.count == (lost if entry.kind == GAP else 0)
        assert lost == 1 or entry.kind == GAP


@given(st.lists(kinds, max_size=60), st.integers(2, 12))
def test_what_is_not_routine_stays_while_two_routine_ones_stand_together(
    told: list[str], capacity: int
) -> None:
    outbox = Outbox(capacity=capacity)
    for kind in told:
        before = [entry.n for entry in outbox.entries if entry.kind not in ROUTINE | {GAP}]
        kinds_then = [entry.kind for entry in outbox.entries] + [kind]
        outbox = outbox.append(kind, STAMP)
        has_pair = any(
            {first, second} <= ROUTINE | {GAP} for first, second in itertools.pairwise(kinds_then)
        )
        if has_pair:
            assert set(before) <= {entry.n for entry in outbox.entries if entry.kind != GAP}


def test_a_run_of_routine_becomes_one_gap_in_the_place_of_its_first() -> None:
    outbox = _filled("fault", "level", "energy", "energy", "fault", "boot", capacity=4)
    shown = [(entry.n, entry.kind, entry.last, entry.count) for entry in outbox.entries]
    assert shown == [(1, "fault", 1, 0), (2, GAP, 4, 3), (5, "fault", 5, 0), (6, "boot", 6, 0)]
    assert json.loads(outbox.entries[1].text) == {
        "n": 2, "at_ms": 1, "clock": "synced", "kind": "gap", "from": 2, "to": 4, "count": 3,
    }  # fmt: skip


def test_without_any_pair_of_routine_the_oldest_two_go() -> None:
    outbox = _filled("fault", "level", "fault", "level", capacity=3)
    assert [entry.kind for entry in outbox.entries] == [GAP, "fault", "level"]


def test_numbers_go_on_after_everything_was_confirmed() -> None:
    outbox = _filled("boot", "level").confirm(2)
    assert outbox.entries == ()
    assert outbox.oldest == 3
    assert outbox.append("fault", STAMP).entries[0].n == 3


def test_a_number_that_was_never_given_confirms_nothing() -> None:
    outbox = _filled("boot", "level")
    assert outbox.confirm(3) is outbox
    assert outbox.confirm(0) is outbox


def test_at_most_fifty_are_in_flight_oldest_first() -> None:
    outbox = _filled(*["fault"] * 70)
    assert [entry.n for entry in outbox.window(after=0)] == list(range(1, MAX_EVENTS + 1))
    assert [entry.n for entry in outbox.window(after=48)] == [49, 50]
    assert outbox.confirm(20).window(after=50)[-1].n == 70


@given(st.lists(st.text(max_size=30), max_size=60), st.integers(1, 2000))
def test_packs_keep_the_order_and_the_size(texts: list[str], max_bytes: int) -> None:
    outbox = Outbox()
    for text in texts:
        outbox = outbox.append("fault", STAMP, f',"what":{json.dumps(text)}')
    packs = list(packed(outbox.entries, max_bytes))
    assert [entry for pack in packs for entry in pack] == list(outbox.entries)
    for pack in packs:
        size = len(",".join(entry.text for entry in pack).encode())
        assert size <= max_bytes or len(pack) == 1
        assert [Event.model_validate_json(entry.text).n for entry in pack]
