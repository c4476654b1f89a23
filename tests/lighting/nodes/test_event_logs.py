from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.wire.up import Events
from lighting.nodes.event_logs import MOST_BEYOND, Progress, progress_of

LOG = "9f31"
HEAD = {"v": 1, "session": "aa" * 8, "connection": 1, "seq": 1, "at_ms": 1, "clock": "synced"}
GONE_BY_OLDEST = "no longer held by the node"
GONE_BY_GAP = "thinned by the node"


def message(*numbers: int | dict[str, Any], oldest: int = 1, log: str = LOG) -> Events:
    """Events by number; a dict is an event as it is."""
    plain = {"at_ms": 1, "clock": "synced", "kind": "level"}
    told = [one if isinstance(one, dict) else {**plain, "n": one} for one in numbers]
    return Events.model_validate({**HEAD, "log": log, "oldest": oldest, "events": told})


def gap(n: int, first: int, last: int) -> dict[str, Any]:
    facts = {"n": n, "at_ms": 1, "clock": "synced", "kind": "gap"}
    return {**facts, "from": first, "to": last, "count": last - first + 1}


def after(
    *messages: Events, upto: int = 0, beyond: tuple[int, ...] = (), log: str | None = LOG
) -> Progress:
    found = [progress_of(log, upto, beyond, messages[0])]
    for one in messages[1:]:
        found.append(progress_of(found[-1].log, found[-1].upto, found[-1].beyond, one))
    return found[-1]


def test_events_in_their_order_are_confirmed_as_they_come() -> None:
    progress = after(message(1, 2, 3))
    assert (progress.upto, progress.beyond, progress.fresh) == (3, (), frozenset({1, 2, 3}))


def test_nothing_is_confirmed_past_a_hole() -> None:
    progress = after(message(1, 2), message(4, 5))
    assert (progress.upto, progress.beyond, progress.fresh) == (2, (4, 5), frozenset({4, 5}))


def test_a_hole_that_is_filled_is_confirmed_with_what_lies_beyond() -> None:
    progress = after(message(1, 2), message(4, 5), message(3))
    assert (progress.upto, progress.beyond, progress.fresh) == (5, (), frozenset({3}))


def test_what_came_before_is_not_new() -> None:
    assert after(message(1, 2, 3), message(2, 3, 4)).fresh == {4}
    assert after(message(1), message(3), message(3)).fresh == set()


def test_a_hole_below_the_oldest_number_held_is_gone() -> None:
    progress = after(message(1, 2), message(6, oldest=6))
    assert progress.upto == 6
    assert progress.gone == ((3, 5, 3, GONE_BY_OLDEST),)


def test_what_came_out_of_a_gone_stretch_is_not_counted_as_gone() -> None:
    progress = after(message(1), message(3), message(6, oldest=6))
    assert progress.gone == ((2, 5, 3, GONE_BY_OLDEST),)


def test_a_log_never_heard_of_begins_at_its_oldest_number_without_a_gap() -> None:
    progress = after(message(500, oldest=500), log=None)
    assert (progress.upto, progress.gone) == (500, ())


def test_a_new_log_begins_anew() -> None:
    progress = after(message(1, log="aaaa"), upto=90, beyond=(95,))
    assert (progress.log, progress.upto, progress.beyond, progress.gone) == ("aaaa", 1, (), ())


def test_a_gap_event_says_that_numbers_are_gone() -> None:
    progress = after(message(1, 2), message(gap(3, 3, 7), 8))
    assert progress.upto == 8
    assert progress.gone == ((4, 7, 4, GONE_BY_GAP),)


def test_a_gap_event_with_a_number_of_its_own_names_older_ones() -> None:
    progress = after(message(1, 2), message(gap(9, 3, 8)))
    assert (progress.upto, progress.gone) == (9, ((3, 8, 6, GONE_BY_GAP),))


def test_a_gap_that_is_told_twice_is_recorded_once() -> None:
    again = after(message(1, 2), message(gap(9, 3, 8)), message(gap(9, 3, 8)))
    assert (again.upto, again.gone) == (9, ())
    beyond = after(message(1), message(gap(9, 5, 8)), message(gap(9, 5, 8)))
    assert (beyond.upto, beyond.beyond, beyond.gone) == (1, (5, 6, 7, 8, 9), ())


def test_a_gap_beyond_a_hole_waits_for_the_hole() -> None:
    first = after(message(1), message(gap(3, 3, 7)))
    assert (first.upto, first.gone) == (1, ((4, 7, 4, GONE_BY_GAP),))
    assert after(message(2), upto=first.upto, beyond=first.beyond).upto == 7


def test_a_gap_event_without_its_ends_is_an_event_like_others() -> None:
    told = {"n": 1, "at_ms": 1, "clock": "synced", "kind": "gap"}
    assert after(message(told, 3)).upto == 1


@pytest.mark.parametrize("first", [2, 3, 2**40])
def test_a_gap_as_wide_as_the_ocean_does_not_eat_the_memory(first: int) -> None:
    told = [gap(n, first, 2**52) for n in range(1000, 1050)]
    progress = after(message(1), message(*told))
    assert len(progress.beyond) <= MOST_BEYOND
    assert progress.upto == (2**52 if first == 2 else 1)


def test_no_message_counts_for_nothing() -> None:
    progress = after(message(1, 2), message(oldest=1))
    assert (progress.upto, progress.fresh, progress.gone) == (2, frozenset(), ())


@dataclass
class ModelNode:
    """A node's memory: numbers held, some as a gap that names more; from docs/wire-protocol.md."""

    renumbers: bool
    next_n: int = 1
    held: list[tuple[int, int, int]] = field(default_factory=list)  # n, first, last of a gap or 0
    recorded: set[int] = field(default_factory=set)

    @property
    def oldest(self) -> int:
        return self.held[0][0] if self.held else self.next_n

    def record(self) -> None:
        self.recorded.add(self.next_n)
        self.held.append((self.next_n, 0, 0))
        self.next_n += 1

    def thin(self, at: int) -> None:
        """Two neighbours become a gap: at the first's number, or under a new one at the end."""
        if len(self.held) < 2:
            return
        at %= len(self.held) - 1
        one, two = self.held[at : at + 2]
        first = min(one[0], one[1] or one[0])
        last = max(two[0], two[2])
        if self.renumbers:
            if one[1] or two[1]:
                return  # this node does not thin its gaps
            self.held[at : at + 2] = []
            self.held.append((self.next_n, first, last))
            self.next_n += 1
        else:
            self.held[at : at + 2] = [(first, first, last)]

    def drop_oldest(self) -> None:
        """A node without manners: the oldest is overwritten and nothing says so but `oldest`."""
        self.held = self.held[1:]

    def confirm(self, upto: int) -> None:
        self.held = [one for one in self.held if one[0] > upto]

    def message(self, first: int, count: int) -> Events:
        told = [
            gap(n, from_, to) if from_ else n for n, from_, to in self.held[first : first + count]
        ]
        return message(*told, oldest=self.oldest)


steps = st.lists(
    st.one_of(
        st.tuples(st.just("record"), st.integers(1, 6)),
        st.tuples(st.just("send"), st.tuples(st.integers(0, 5), st.integers(0, 8))),
        st.tuples(st.just("deliver"), st.integers(0, 50)),
        st.tuples(st.just("repeat"), st.integers(0, 50)),
        st.tuples(st.just("lose"), st.integers(0, 50)),
        st.tuples(st.just("thin"), st.integers(0, 50)),
        st.tuples(st.just("overwrite"), st.none()),
        st.tuples(st.just("confirm"), st.none()),
    ),
    max_size=60,
)


class World:
    """A node, messages on their way in any order, and a controller; the truth beside them."""

    def __init__(self, *, renumbers: bool) -> None:
        self.node = ModelNode(renumbers)
        self.way: list[Events] = []
        self.progress = Progress(LOG, 0, (), frozenset(), ())
        self.stored: set[int] = set()
        self.fresh: list[int] = []
        self.said_gone: set[int] = set()

    def do(self, what: str, how: Any) -> None:  # noqa: ANN401 - each step has its own
        if what in {"deliver", "repeat", "lose"}:
            if self.way:
                self.let_travel(what, how % len(self.way))
            return
        match what:
            case "record":
                for _ in range(how):
                    self.node.record()
            case "send":
                self.way.append(self.node.message(*how))
            case "thin":
                self.node.thin(how)
            case "overwrite":
                self.node.drop_oldest()
            case _:
                self.node.confirm(self.progress.upto)

    def let_travel(self, what: str, number: int) -> None:
        one = self.way[number]
        if what != "repeat":
            del self.way[number]
        if what != "lose":
            self.deliver(one)

    def deliver(self, one: Events) -> None:
        before = self.progress
        self.progress = progress_of(LOG, before.upto, before.beyond, one)
        self.stored |= {event.n for event in one.events}
        self.fresh += self.progress.fresh
        self.said_gone |= set(range(1, one.oldest))
        for event in one.events:
            if event.first is not None and event.last is not None:
                self.said_gone |= set(range(event.first, event.last + 1))
        self.check(before)

    def check(self, before: Progress) -> None:
        confirmed = set(range(1, self.progress.upto + 1))
        assert self.progress.upto >= before.upto
        assert confirmed <= self.stored | self.said_gone, "confirmed past a hole"
        assert len(self.fresh) == len(set(self.fresh)), "an event was new twice"
        assert set(self.fresh) <= self.stored

    def settle(self) -> None:
        """The link is whole again: what is held is sent and confirmed until nothing is left."""
        for _ in range(5):
            while self.way:
                self.deliver(self.way.pop())
            self.deliver(self.node.message(0, 50))
            self.node.confirm(self.progress.upto)


@given(steps, st.booleans())
def test_whatever_the_network_does_a_log_ends_confirmed_up_to_its_last_number(
    course: list[tuple[str, Any]],
    renumbers: bool,  # noqa: FBT001 - hypothesis hands it over
) -> None:
    world = World(renumbers=renumbers)
    for what, how in course:
        world.do(what, how)
    world.settle()
    assert world.progress.upto == world.node.next_n - 1
    assert world.node.held == []
    assert world.node.recorded <= world.stored | world.said_gone


@given(st.permutations(range(1, 12)), st.lists(st.integers(1, 11)))
def test_the_order_of_delivery_makes_no_difference(order: list[int], repeats: list[int]) -> None:
    progress = after(*(message(n) for n in [*order, *repeats]))
    assert (progress.upto, progress.beyond) == (11, ())
