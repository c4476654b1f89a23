"""A whole city in stepped time: real controller, simulated lamps, one broker in this process.

Nothing of the controller is replaced but clock, pace and, if wanted, the store.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from typing import Any

from devices.clock import SteppedClock
from devices.link import LinkEvent, Will
from devices.sim.ailments import Ailment
from devices.sim.air import Air
from devices.sim.fleet import build_lamps
from devices.sim.lamp import LampSpec
from devices.sim.memory_broker import MemoryBroker, MemoryLink
from devices.sim.stepped import SteppedFleet
from devices.sim.truth import Truth
from devices.wire import codec
from devices.wire.topics import CONTROLLER_STATUS
from lighting.controller import HEARD, will
from lighting.questions.of_city import ApplySchedule, ImportLamps, Question
from lighting.running.pacing import NoPace
from lighting.running.restoring import restore
from lighting.running.service import Asked, Service
from lighting.site.config import Config
from lighting.site.inventory import Lamp, write_lamps
from lighting.stores import Store

TURN_MS = 30_000
"""The controller looks around this often."""


class SteppedCity:
    """Lamps in their panels, a broker, and a controller.

    Args:
        config: The controller's settings.
        open_store: Gives its store, each time that it starts.
        lamps: Its inventory.
        schedule: The operator's, applied at once.
        start_ms: When all of it begins [ms since 1970 UTC].
        specs: The lamps that are played.
        ailments: What breaks.
        seed: Of everything random.
        keeps_samples: Whether the truth is to know each sample.
        stride_ms: See `SteppedFleet`.
        loss: Share of the lamps' messages that are lost on the way.
    """

    def __init__(  # noqa: PLR0913 - a run has these parameters, and most are keywords
        self,
        config: Config,
        open_store: Callable[[], Store],
        lamps: Sequence[Lamp],
        schedule: str,
        *,
        start_ms: int,
        specs: Sequence[LampSpec],
        ailments: Iterable[Ailment] = (),
        seed: int = 7,
        keeps_samples: bool = True,
        stride_ms: int = 0,
        loss: float = 0.0,
    ) -> None:
        self.config = config
        self.lamps = tuple(lamps)
        self.others: list[Callable[[], None]] = []
        self.broker = MemoryBroker()
        self.clock = SteppedClock(start_ms)
        self.controller_offset_ms = 0
        self.service: Service
        self._open_store = open_store
        self._starts = 0
        self._store: Store
        self._link: MemoryLink
        self._is_running = False
        self.start_controller()
        csv = write_lamps(self.lamps)
        self.ask(ImportLamps(csv, "lamps.csv", dry_run=False, reason="new", who="ani"))
        self.ask(ApplySchedule(schedule, "schedules.toml", "first night", "ani"))
        built = build_lamps(
            specs, tuple(ailments), site=config.site.name, seed=seed, start_ms=start_ms
        )
        self.fleet = SteppedFleet(
            built,
            self.broker,
            start_ms,
            keeps_samples=keeps_samples,
            stride_ms=stride_ms,
            air=Air(loss, seed),
        )

    @property
    def truth(self) -> Truth:
        """What really happened to the lamps."""
        return self.fleet.truth

    @property
    def store(self) -> Store:
        """What the controller keeps."""
        return self._store

    def start_controller(self) -> None:
        """Start the controller from what its store kept."""
        self._starts += 1
        session, site = f"{self._starts:016x}", self.config.site.name
        self._store = self._open_store()
        now_ms = self.clock.now_ms()
        city = restore(self.config, self._store.load(now_ms), session, now_ms)
        self.service = Service(city, self._store, self.clock, NoPace())
        self._link = self.broker.link(
            client_id=f"controller-{site}",
            subscriptions=tuple(topic.of(site) for topic in HEARD),
            will=Will(CONTROLLER_STATUS.of(site), codec.encode(will(session))),
            deliver=self._deliver,
        )
        self.service.use(self._link)
        self._is_running = True
        self._link.start()

    def _deliver(self, event: LinkEvent) -> None:
        if self._is_running:
            self.service.inbox.put(event)

    def kill_controller(self) -> None:
        """End it without a word: what was not committed is gone, the broker says its will."""
        self._is_running = False
        self._link.abort()
        self._link.stop()
        self._store.close()

    def ask(self, question: Question) -> dict[str, Any]:
        """Ask or order something, as the API does."""
        reply: Future[dict[str, Any]] = Future()
        self.service.inbox.put(Asked(question, reply))
        self._turn(self.clock.now_ms() - self.controller_offset_ms)
        return reply.result(0)

    def live_until_ms(self, until_ms: int) -> None:
        """Let time pass up to a moment [ms since 1970 UTC]."""
        self.fleet.run_until(until_ms, self._turn, TURN_MS)

    def _turn(self, now_ms: int) -> None:
        self.clock.set_ms(now_ms + self.controller_offset_ms)
        for other in self.others:
            other()
        while self._is_running and self.service.step():
            for other in self.others:
                other()

    def close(self) -> None:
        """Clear away."""
        if self._is_running:
            self.kill_controller()
