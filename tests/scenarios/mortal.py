"""A city in stepped time whose controller dies and rises again, beside one that does not."""

import random
from collections import deque
from dataclasses import replace
from pathlib import Path

from typing_extensions import override

from devices.link import LinkEvent
from lighting.demo.town import SCHEDULE
from lighting.notify.telling import Telling
from lighting.scenario.city import SteppedCity
from lighting.scenario.plan import Plan
from lighting.scenario.stepped import STRIDE_MS, config_of, specs_of
from lighting.site.config import Config
from lighting.stores.outbox import Outbox
from tests.scenarios.books import read_book
from tests.scenarios.fate import DoomedLink, DoomedStore, Fate, Killed
from tests.scenarios.outcome import Outcome, compared
from tests.scenarios.witness import Witness

WITNESS = "witness.db"
LONGEST_AWAY_MS = 60_000
"""From a kill to the next start at the most [ms]."""
MOST_AT_ONCE = 40
"""Messages that come to the controller together at the most."""
TOLERANCE_MS = 300_000
"""A look a minute; each kill may cost the one in which it falls and the first after the start, and
two kills may follow each other [ms]."""
CALM_MS = 1_800_000
"""Time without kills before the end, so that nothing is still under way then [ms]."""


class MortalCity(SteppedCity):
    """A city whose controller meets its fate; the broker keeps its session meanwhile.

    Args:
        folder: For the files of both controllers.
        plan: What happens to the lamps.
        kills: How often it dies.
    """

    def __init__(self, folder: Path, plan: Plan, kills: int) -> None:
        self.database = folder / "lighting.db"
        self._dice = random.Random(plan.seed)  # noqa: S311 - a run has to be repeatable
        span = range(plan.start_ms + 1, plan.end_ms - CALM_MS)
        self.fate = Fate(self._dice.sample(span, kills), self._dice)
        self._arriving: deque[LinkEvent] = deque()
        self._back_ms = 0
        self._outbox: Outbox
        self._telling: Telling
        self.witness: Witness | None = None
        super().__init__(
            _confirming(config_of(plan)),
            lambda: DoomedStore.doomed(self.database, self.fate),
            plan.lamps,
            SCHEDULE,
            start_ms=plan.start_ms,
            specs=specs_of(plan),
            ailments=plan.ailments,
            seed=plan.seed,
            stride_ms=STRIDE_MS,
        )
        self.others.append(self._take_some)
        self.witness = Witness(
            folder / WITNESS, self.database, self.config, self.broker, self.clock
        )

    @override
    def start_controller(self) -> None:
        super().start_controller()
        self.service.use(DoomedLink(self._link, self.fate))
        self._outbox = Outbox.open(self.database)
        self._telling = Telling(self.config, (), self._outbox, self.clock)

    @override
    def kill_controller(self) -> None:
        super().kill_controller()
        self._outbox.close()
        self._arriving.clear()

    @override
    def close(self) -> None:
        super().close()
        if self.witness is not None:
            self.witness.close()

    @override
    def _deliver(self, event: LinkEvent) -> None:
        if self._is_running:
            self._arriving.append(event)

    def _take_some(self) -> None:
        """Hand on what came in one packet, so that a turn may end between any two messages."""
        if self._arriving:
            self.fate.passes("between two messages")
        for _ in range(self._dice.randint(1, MOST_AT_ONCE)):
            if self._arriving and self._is_running:
                self.service.inbox.put(self._arriving.popleft())

    @override
    def _turn(self, now_ms: int) -> None:
        self.clock.set_ms(now_ms)
        self.fate.now_ms = now_ms
        if not self._is_running and now_ms >= self._back_ms:
            self.start_controller()
        try:
            super()._turn(now_ms)
            if self._is_running:
                self.fate.passes("before people are told")
                self._telling.turn()
        except Killed:
            self.kill_controller()
            self._back_ms = now_ms + self._dice.randrange(LONGEST_AWAY_MS)
        self._witnessed()

    def _witnessed(self) -> None:
        """While the city is being built, there is nobody yet who hears."""
        if self.witness is not None:
            self.witness.turn()


def _confirming(config: Config) -> Config:
    """The settings, with measurements that wait for a controller which is away."""
    return replace(config, nodes=config.nodes.model_copy(update={"telemetry_qos": 1}))


def kill_in_steps(folder: Path, plan: Plan, kills: int) -> Outcome:
    """Live through a scenario with two controllers, one of them mortal; the plan's seed is all."""
    city = MortalCity(folder, plan, kills)
    try:
        city.live_until_ms(plan.end_ms)
    finally:
        city.close()
    mortal, witness = read_book(city.database), read_book(folder / WITNESS)
    return compared(len(city.fate.struck), witness, mortal, TOLERANCE_MS, in_step=True)
