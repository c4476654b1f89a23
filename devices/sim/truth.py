"""What really happened: the ledger that a controller's findings are scored against.

Everything in it is noted where it happens, in the lamp or at the broker's confirmation, and nothing
is taken from what a controller says.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from devices.node.facts import Publish
from devices.node.memory import Memory
from devices.sim.ailments import Ailment
from devices.sim.luminaire import Luminaire

SampleKey = tuple[str, str, int]
"""Node, session, moment of the sample by the node's clock [ms]."""
EventKey = tuple[str, str, int]
"""Node, log, number."""


@dataclass(frozen=True, slots=True)
class Commanded:
    """From `at_ms` (true time) a node wanted this level, and its driver went there in `fade_s`."""

    at_ms: int
    wanted_level: int
    level: int
    fade_s: int
    by: str
    what: str


@dataclass(frozen=True, slots=True)
class Shone:
    """From `at_ms` (true time) the lamp's light was this at the end of any fade [%]."""

    at_ms: int
    light: float


@dataclass(frozen=True, slots=True)
class Ailed:
    """An ailment that has begun, and when it really ended."""

    ailment: Ailment
    began_ms: int
    ended_ms: int | None = None


@dataclass(slots=True)
class LampTruth:
    """One lamp's part of the ledger."""

    node: str
    panel: str
    power_w: float
    luminaire: Luminaire
    commanded: list[Commanded] = field(default_factory=list)
    shone: list[Shone] = field(default_factory=list)
    ailed: list[Ailed] = field(default_factory=list)
    events: dict[EventKey, str] = field(default_factory=dict)
    """Every event that it recorded, with its kind."""
    boots: list[tuple[int, str]] = field(default_factory=list)
    memory: Memory | None = None
    """What lies in its flash."""

    @property
    def held_events(self) -> set[EventKey]:
        """Events that no `received` has confirmed yet: the node still has them."""
        if self.memory is None:
            return set()
        log, outbox = self.memory.log, self.memory.outbox
        return {key for key in self.events if key[1] == log and key[2] >= outbox.oldest}

    def note_saved(self, memory: Memory) -> None:
        """The node wrote its flash; a new event is one that must be found again."""
        self.memory = memory
        newest = memory.outbox.entries[-1] if memory.outbox.entries else None
        if newest is not None and newest.n == memory.outbox.next_n - 1:
            self.events.setdefault((self.node, memory.log, newest.n), newest.kind)

    def energy_wh(self, at_ms: int) -> float:
        """True energy since the start [Wh]."""
        return self.luminaire.advanced(at_ms).energy_wh

    def burn_s(self, at_ms: int) -> float:
        """True time with light since the start [s]."""
        return self.luminaire.advanced(at_ms).burn_ms / 1000

    def wanted_level_at(self, at_ms: int) -> int | None:
        """What the node wanted at a moment; None before it first wanted anything."""
        held = [one.wanted_level for one in self.commanded if one.at_ms <= at_ms]
        return held[-1] if held else None


@dataclass(slots=True)
class Truth:
    """The whole ledger."""

    lamps: dict[str, LampTruth] = field(default_factory=dict)
    handed: Counter[str] = field(default_factory=Counter)
    """Messages handed to a connection, by kind (last part of the topic), repeats too; if the
    connection broke before its turn came, one of them may never have left."""
    confirmed: Counter[str] = field(default_factory=Counter)
    """Messages that the broker confirmed (at QoS 0: that left), by kind."""
    samples: dict[SampleKey, bool] = field(default_factory=dict)
    """Samples handed to a connection; True once the broker has confirmed one copy."""
    keeps_samples: bool = True
    """False: messages are counted, but their samples not kept one by one."""
    lag: Callable[[], int] = lambda: 0
    """Age of the oldest thing that a link has still to do [ms of simulated time]."""

    @property
    def events(self) -> dict[EventKey, str]:
        """Every event recorded by any lamp, with its kind."""
        return {key: kind for lamp in self.lamps.values() for key, kind in lamp.events.items()}

    @property
    def held_events(self) -> set[EventKey]:
        """Events that are not confirmed and still lie in some node's flash."""
        return {key for lamp in self.lamps.values() for key in lamp.held_events}

    @property
    def confirmed_samples(self) -> set[SampleKey]:
        """The samples that must be found again: the broker has had them."""
        return {key for key, is_confirmed in self.samples.items() if is_confirmed}

    @property
    def ailed(self) -> list[Ailed]:
        """Every ailment that began, once each, in the order of their beginning."""
        found = {one.ailment: one for lamp in self.lamps.values() for one in lamp.ailed}
        return sorted(found.values(), key=lambda one: one.began_ms)

    def note_handed(self, node: str, message: Publish) -> None:
        """A link took a message."""
        self.handed[_kind(message)] += 1
        if not self.keeps_samples:
            return
        for key in _sample_keys(node, message):
            self.samples.setdefault(key, False)

    def note_confirmed(self, node: str, message: Publish) -> None:
        """The broker confirmed a message."""
        self.confirmed[_kind(message)] += 1
        if message.qos and self.keeps_samples:
            self.samples.update(dict.fromkeys(_sample_keys(node, message), True))


def _kind(message: Publish) -> str:
    return message.topic.rpartition("/")[2]


def _sample_keys(node: str, message: Publish) -> Iterable[SampleKey]:
    if _kind(message) != "telemetry":
        return ()
    told = json.loads(message.payload)
    return ((node, told["session"], sample["at_ms"]) for sample in told["samples"])
