"""Nights of single lamps, as their nodes tell of them, and controllers that live through them.

A night is a list of what is said and when; what comes late, twice and out of order, and when the
controller dies, is up to a test.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from hypothesis import strategies as st

from devices.link import Arrived, Connected
from lighting.city import City
from lighting.controller import Tick, handle
from lighting.faults.fault import Fault
from lighting.rows import Action, Row, Say
from lighting.running.restoring import restore
from lighting.site.inventory import write_lamps
from lighting.stores.sqlite import SqliteStore
from tests.support.city_of_tests import (
    MINUTE_MS,
    NOW_MS,
    REPORT_MS,
    SECOND_MS,
    Said,
    Talker,
    apply,
    bare_city,
    config,
    importing,
    lamp,
    order,
)

LAMPS = tuple(lamp(number, panel=f"P-{number:02}") for number in range(1, 4))
TAIL = 16
"""Report periods at the end, while which lamps stay as they are."""
DIMMED_MS = NOW_MS + 120 * MINUTE_MS
FIRST_MS = NOW_MS + 40 * SECOND_MS
WILL_MS = 90 * SECOND_MS
DOWN_MS = 40 * SECOND_MS
"""How long a controller that died is away [ms]."""
KINDS = (
    *("dark", "hungry", "deaf", "low", "told", "flagged", "reboot", "mute", "gone"),
    *("mended", "unsaid", "lasting"),
)
REPAIRS = frozenset({"mended", "unsaid", "lasting"})
"""Power goes after a fault began; the boot tells nothing of it, or brings what was not said, or
tells it anew."""
SILENT = frozenset({"reboot", "mute", "gone"}) | REPAIRS


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often a node measures, and how long its ailments last.

    Args:
        steps: measurements in which ailments begin and end.
        latest_ms: a message comes so late at the most, and so are others overtaken [ms].
        silences: how long it may be mute [steps]: where that is found, for long enough that it is
            found whenever the controller dies meanwhile.
        reboots: how long it takes to boot [steps].
    """

    period_ms: int
    steps: int
    latest_ms: int
    silences: tuple[int, ...]
    reboots: tuple[int, ...]

    def at_ms(self, step: int) -> int:
        """When a measurement is taken [ms]."""
        early, late = min(step, self.steps), max(0, step - self.steps)
        return FIRST_MS + early * self.period_ms + late * REPORT_MS


SLOW = Rhythm(REPORT_MS, 30, 25 * SECOND_MS, (2, 12), (1, 2))
FAST = Rhythm(10 * SECOND_MS, 90, 15 * SECOND_MS, (2, 3, 7), (8, 11))


@dataclass(frozen=True, slots=True)
class Phase:
    """An ailment from one measurement up to, and without, another."""

    kind: str
    first: int
    last: int

    def __contains__(self, step: int) -> bool:
        return self.first <= step < self.last


@dataclass(frozen=True, slots=True)
class Saying:
    """What is said, and when it would come at the soonest [ms]."""

    at_ms: int
    topic: str
    payload: bytes


def phases(rhythm: Rhythm) -> st.SearchStrategy[tuple[Phase, ...]]:
    """Ailments of one lamp, one after the other."""
    drawn = st.tuples(st.sampled_from(KINDS), st.integers(1, 9), st.integers(1, 12))
    return st.lists(drawn, max_size=6).map(lambda some: _laid_out(rhythm, some))


def _laid_out(rhythm: Rhythm, drawn: list[tuple[str, int, int]]) -> tuple[Phase, ...]:
    found: list[Phase] = []
    step = 0
    for kind, gap, length in drawn:
        first = step + gap
        boots = dict.fromkeys(("reboot", *REPAIRS), rhythm.reboots)
        lasting = {"mute": rhythm.silences, **boots}.get(kind)
        last = first + (lasting[length % len(lasting)] if lasting else length + 1)
        one = Phase(kind, first, last if last < rhythm.steps else rhythm.steps + TAIL)
        if first >= rhythm.steps:
            break
        if not any(_is_close(one, other) for other in found):
            found.append(one)
            step = last
    return tuple(found)


def _is_close(one: Phase, other: Phase) -> bool:
    """Whether silence comes back just as the hour is over in which it is the same fault."""
    return {one.kind, other.kind} <= SILENT and 9 <= one.first - other.last <= 16


def told(rhythm: Rhythm, number: int, ailments: Sequence[Phase], city: City) -> Iterator[Saying]:
    """What the node of a lamp says in a night, and the broker of it."""
    node, events = Talker(f"n-{number:04}", f"{number:016x}"), count(1)
    yield from _connected(node, city, NOW_MS + 10 * SECOND_MS)
    begun: dict[str, object] = {}
    for step in range(rhythm.steps + TAIL):
        at_ms = rhythm.at_ms(step)
        active = {one.kind for one in ailments if step in one}
        begins = {one.kind for one in ailments if step == one.first}
        ends = {one.kind for one in ailments if step == one.last}
        if begins & REPAIRS:
            begun = _fault(next(events), "LED_SHORT", at_ms)
        if active & SILENT:
            yield from _last_words(node, begun, at_ms, rhythm.at_ms(step - 1), begins)
            continue
        if ends & SILENT:
            node = _back(node, number, step, is_reboot=bool(ends & {"reboot", *REPAIRS}))
            yield from _connected(node, city, at_ms - 2 * SECOND_MS, step)
        if ends & REPAIRS:
            yield _booted(node, begun, events, at_ms, ends)
        if "told" in begins | ends:
            begin = "told" in begins
            yield Saying(at_ms, *node.fault(next(events), "LED_OPEN", begin=begin, now_ms=at_ms))
        if "flagged" in begins | ends:
            flags = ["GEAR_FAIL"] if "flagged" in active else []
            yield Saying(at_ms, *node.holding(city, at_ms, fault_flags=flags))
        yield Saying(at_ms, *_measured(node, at_ms, active))


def _last_words(
    node: Talker, begun: dict[str, object], at_ms: int, before_ms: int, begins: set[str]
) -> Iterator[Saying]:
    """What is said of a node as it falls silent."""
    if "gone" in begins:
        yield Saying(before_ms + WILL_MS, *node.will())
    if begins & {"mended", "lasting"}:
        yield Saying(at_ms, *node.event_list([begun], now_ms=at_ms))


def _booted(
    node: Talker, begun: dict[str, object], events: Iterator[int], at_ms: int, ends: set[str]
) -> Saying:
    """The events after a boot: what was not said before it, the boot, what is told anew."""
    told = [begun] if "unsaid" in ends else []
    told.append({**_stamp(next(events), at_ms), "kind": "boot"})
    if "lasting" in ends:
        told.append(_fault(next(events), "LED_SHORT", at_ms))
    return Saying(at_ms, *node.event_list(told, now_ms=at_ms))


def _stamp(n: int, at_ms: int) -> dict[str, object]:
    return {"n": n, "at_ms": at_ms, "clock": "synced"}


def _fault(n: int, code: str, at_ms: int) -> dict[str, object]:
    return {**_stamp(n, at_ms), "kind": "fault", "code": code, "begin": True}


def _back(node: Talker, number: int, step: int, *, is_reboot: bool) -> Talker:
    if is_reboot:
        return node.again(f"{number:08x}{step:08x}")
    node.connection += 1
    return node


def _connected(node: Talker, city: City, at_ms: int, boots: int = 1) -> Iterator[Saying]:
    reason = "watchdog" if boots > 1 else "power"
    yield Saying(at_ms, *node.status(at_ms, boots=boots, boot_reason=reason))
    yield Saying(at_ms, *node.holding(city, at_ms))


def _measured(node: Talker, at_ms: int, active: set[str]) -> Said:
    level = 100 if at_ms < DIMMED_MS else 60
    level = 30 if "deaf" in active else level
    power_w = 1.0 + 0.69 * level
    power_w = 0.9 if "dark" in active else power_w + (25 if "hungry" in active else 0)
    supply_v = 190.0 if "low" in active else 221.0
    return node.sample(at_ms, level=level, power_w=power_w, supply_v=supply_v, starts=7)


Known = tuple[str, int, int | None, bool]
"""State, since, cleared, and whether its lamp is silent."""


class Living:
    """A controller that is told of a night, and dies at times."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "lighting.db"
        self._store = SqliteStore.open(self._path)
        self._rows: list[Row] = []
        self.city = bare_city(())
        self._do(order(self.city, importing(write_lamps(LAMPS)), NOW_MS - MINUTE_MS)[1])
        self._do(order(self.city, apply(), NOW_MS - MINUTE_MS)[1])
        self._do(list(handle(self.city, Connected(session_present=False), NOW_MS - MINUTE_MS)))

    def live(self, rhythm: Rhythm, arriving: Sequence[Saying], deaths_ms: Sequence[int]) -> None:
        """Take what arrives, in its order, with a tick a minute."""
        end_ms = rhythm.at_ms(rhythm.steps + TAIL)
        ticks: list[tuple[int, int, Saying | None]] = [
            (at_ms, 2, None) for at_ms in range(NOW_MS, end_ms, MINUTE_MS)
        ]
        deaths: list[tuple[int, int, Saying | None]] = [(at_ms, 0, None) for at_ms in deaths_ms]
        messages: list[tuple[int, int, Saying | None]] = [(one.at_ms, 1, one) for one in arriving]
        back_ms = 0
        for at_ms, what, saying in sorted((*ticks, *deaths, *messages), key=lambda one: one[:2]):
            now_ms = max(at_ms, back_ms)  # what came meanwhile waited in the broker
            if what == 0:
                back_ms = at_ms + DOWN_MS
                self._die(back_ms)
            elif saying is not None:
                arrived = Arrived(saying.topic, saying.payload, retained=False, receipt=None)
                self._do(list(handle(self.city, arrived, now_ms)))
            elif at_ms >= back_ms:
                self._do(list(handle(self.city, Tick(), now_ms)))

    def book(self) -> dict[tuple[str, str, str], list[Known]]:
        """The faults of the night that proved true, by lamp, code and origin."""
        self._store.commit(self._rows, {})
        self._rows = []
        found: dict[tuple[str, str, str], list[Known]] = {}
        for fault in sorted(self._store.faults(), key=lambda one: one.since_ms):
            if fault.state != "pending":
                key = (fault.lamp or fault.panel, fault.code, fault.origin)
                found.setdefault(key, []).append(_known(fault))
        return found

    def close(self) -> None:
        """Let go of the file."""
        self._store.close()

    def _do(self, actions: list[Action]) -> None:
        self._rows += [one for one in actions if not isinstance(one, Say)]

    def _die(self, back_ms: int) -> None:
        self._store.commit(self._rows, {})
        self._rows = []
        kept = self._store.load(back_ms)
        self.city = restore(config(), kept, f"{back_ms:016x}", back_ms)
        self._do(list(handle(self.city, Connected(session_present=True), back_ms)))


def _known(fault: Fault) -> Known:
    return fault.state, fault.since_ms, fault.cleared_ms, fault.unknown_since_ms is not None
