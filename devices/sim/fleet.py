"""Many lamps on a real broker, each with its own connection, in real, faster or paused time.

Each lamp lives through its due moments at exactly those moments, however late this process comes to
it; only what travels over the broker takes real time.
"""

import asyncio
import random
from collections.abc import Sequence
from typing import Protocol

from devices.node import facts
from devices.sim.ailments import Ailment
from devices.sim.due_times import DueTimes
from devices.sim.lamp import Lamp, LampSpec, Operation, Pull
from devices.sim.node_link import NodeLink, Wiring
from devices.sim.truth import Truth

CONNECTING_AT_ONCE = 50
# The broker's answers are read at least so often [lamps lived through in between].
LAMPS_IN_A_ROW = 20
# The pace may change at any time; it is looked at this often [s, real].
LONGEST_WAIT_S = 0.05


class Pace(Protocol):
    """A clock of simulated time that knows its speed."""

    @property
    def speed(self) -> float:
        """Simulated seconds per second; 0 stands still."""
        ...

    def now_ms(self) -> int:
        """Give the simulated moment [ms since 1970 UTC]."""
        ...


def build_lamps(
    specs: Sequence[LampSpec], ailments: Sequence[Ailment], *, site: str, seed: int, start_ms: int
) -> tuple[Lamp, ...]:
    """Build lamps that are powered up at `start_ms`, each with its own random course."""
    course = random.Random(seed)  # noqa: S311 - a simulation has to be repeatable
    of_target: dict[str, list[Ailment]] = {}
    for one in ailments:
        of_target.setdefault(one.target, []).append(one)
    return tuple(
        Lamp(
            spec,
            (*of_target.get(spec.node, ()), *of_target.get(spec.panel, ())),
            site=site,
            seed=course.getrandbits(64),
            start_ms=start_ms,
        )
        for spec in specs
    )


class Fleet:
    """Lamps from the clock's present moment on.

    Args:
        specs: The lamps.
        ailments: What breaks when.
        clock: Simulated time and its speed; it may be paused.
        host: The broker's.
        port: The broker's.
        site: Site of the topics.
        seed: Of everything random in it.
    """

    def __init__(  # noqa: PLR0913 - a run has these parameters, and all but three are keywords
        self,
        specs: Sequence[LampSpec],
        ailments: Sequence[Ailment],
        clock: Pace,
        *,
        host: str,
        port: int,
        site: str,
        seed: int,
    ) -> None:
        self._clock = clock
        self._address = (host, port)
        self._lamps = build_lamps(specs, ailments, site=site, seed=seed, start_ms=clock.now_ms())
        self.truth = Truth({lamp.node_id: lamp.truth for lamp in self._lamps}, lag=self._lag_ms)
        self._links: dict[int, NodeLink] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._due = DueTimes()
        self._group: asyncio.TaskGroup | None = None
        self._wiring: Wiring | None = None
        self._news = asyncio.Event()
        self._is_stopping = False
        self._has_ended = asyncio.Event()

    @property
    def lamps(self) -> tuple[Lamp, ...]:
        """The lamps."""
        return self._lamps

    async def run(self) -> None:
        """Live until `stop`; every connection leaves in good order then."""
        self._wiring = Wiring(
            *self._address,
            asyncio.Semaphore(CONNECTING_AT_ONCE),
            self._clock.now_ms,
            self._heard,
            self._confirmed,
        )
        try:
            async with asyncio.TaskGroup() as group:
                self._group = group
                for number in range(len(self._lamps)):
                    self._plan(number)
                await self._live()
                for task in self._tasks:
                    task.cancel()
        finally:
            self._has_ended.set()

    async def stop(self) -> None:
        """End `run`, and wait until it has; one that has not begun will end at once."""
        self._is_stopping = True
        self._news.set()
        if self._group is not None:
            await self._has_ended.wait()

    async def _live(self) -> None:
        while not self._is_stopping:
            self._news.clear()
            now_ms = self._clock.now_ms()
            for count, number in enumerate(self._due.taken(now_ms), start=1):
                self._perform(number, self._lamps[number].advance(now_ms))
                if count % LAMPS_IN_A_ROW == 0:
                    await asyncio.sleep(0)
            await self._wait()

    async def _wait(self) -> None:
        """Wait for the next due moment, or for news that may bring an earlier one."""
        due_ms, speed = self._due.first_ms, self._clock.speed
        wait_s = LONGEST_WAIT_S
        if due_ms is not None and speed > 0:
            wait_s = min(wait_s, max(0.0, (due_ms - self._clock.now_ms()) / 1000 / speed))
        timer = asyncio.get_running_loop().call_later(wait_s, self._news.set)
        await self._news.wait()
        timer.cancel()

    def _heard(self, source: NodeLink, event: facts.Event) -> None:
        if self._links.get(source.number) is not source or self._is_stopping:
            return
        if isinstance(event, facts.Lost):
            del self._links[source.number]
        lamp = self._lamps[source.number]
        self._perform(source.number, lamp.tell(event, self._clock.now_ms()))

    def _confirmed(self, source: NodeLink, message: facts.Publish) -> None:
        self.truth.note_confirmed(source.client_id, message)

    def _perform(self, number: int, operations: Sequence[Operation]) -> None:
        for operation in operations:
            match operation:
                case facts.Connect():
                    self._connect(number, operation)
                case Pull():
                    if link := self._links.pop(number, None):
                        link.pull()
                case _:
                    self._say(number, operation)
        self._plan(number)

    def _connect(self, number: int, asked: facts.Connect) -> None:
        if self._group is None or self._wiring is None:
            return
        link = NodeLink(number, self._lamps[number].node_id, self._wiring, asked)
        self._links[number] = link
        task = self._group.create_task(link.run())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _say(self, number: int, said: facts.Publish | facts.Subscribe | facts.Unsubscribe) -> None:
        link = self._links.get(number)
        if link is None:
            return
        if isinstance(said, facts.Publish):
            self.truth.note_handed(link.client_id, said)
        link.say(said)

    def _plan(self, number: int) -> None:
        before_ms = self._due.first_ms
        due_ms = self._lamps[number].due_ms
        self._due.put(number, due_ms)
        if due_ms is not None and (before_ms is None or due_ms < before_ms):
            self._news.set()

    def _lag_ms(self) -> int:
        """Age of the oldest thing undone, in a link or in a lamp's life [ms, simulated]."""
        since = [link.oldest_ms for link in self._links.values()]
        oldest_ms = min((one for one in (*since, self._due.first_ms) if one is not None), default=0)
        return max(0, self._clock.now_ms() - oldest_ms) if oldest_ms else 0
