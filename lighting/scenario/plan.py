"""What a scenario means for one town and one seed: which lamp breaks when.

Everything follows from the seed, and nothing here is told to the controller.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

from devices.sim.ailments import OF_PANELS, Ailment, Kind
from devices.sim.battery import empty_ms
from lighting.demo.town import lamps_of_town
from lighting.errors import NothingMatched
from lighting.scenario.document import AilmentTable, Document, ScenarioWrong
from lighting.site.inventory import Inventory, Lamp
from schedules.errors import Problem, nearest
from schedules.lines import KeyPath

ZONE = "Asia/Makassar"
WHOLE_MS = 60_000
DAY_MS = 86_400_000


def at_ms(moment: datetime, zone: str = ZONE) -> int:
    """A moment by the clock of the site [ms since 1970 UTC]."""
    return int(moment.replace(tzinfo=ZoneInfo(zone)).timestamp()) * 1000


@dataclass(frozen=True, slots=True)
class Plan:
    """A scenario, drawn."""

    document: Document
    seed: int
    lamps: tuple[Lamp, ...]
    start_ms: int
    end_ms: int
    ailments: tuple[Ailment, ...]
    without_clock: frozenset[str]
    clock_gains: Mapping[str, float]
    """By node, what its clock gains [s/day]."""


def plan_of(document: Document, seed: int | None, lamps: tuple[Lamp, ...] | None = None) -> Plan:
    """Draw what happens; the same seed, the same happenings.

    Args:
        document: The scenario.
        seed: In place of the file's.
        lamps: The town; None: the made-up one.

    Raises:
        ScenarioWrong: it names lamps or panels that the town does not have.
    """
    scenario = document.scenario
    seed = scenario.seed if seed is None else seed
    town = lamps or lamps_of_town(scenario.inventory.lamps)
    start_ms = at_ms(scenario.start)
    drawing = _Drawing(document, Inventory(town), start_ms, start_ms + scenario.span, seed)
    ailments = tuple(sorted(drawing.all(), key=lambda one: (one.from_ms, one.target, one.kind)))
    if drawing.problems:
        raise ScenarioWrong(drawing.problems)
    share = scenario.inventory.without_clock
    dice = Random(seed + 1)  # noqa: S311 - a simulated town, no secret
    clockless = frozenset(lamp.node for lamp in town if dice.random() < share)
    most = scenario.noise.clock_drift_s_per_day
    gains = {lamp.node: dice.uniform(-most, most) for lamp in town} if most else {}
    return Plan(document, seed, town, start_ms, drawing.end_ms, ailments, clockless, gains)


class _Drawing:
    def __init__(
        self, document: Document, inventory: Inventory, start_ms: int, end_ms: int, seed: int
    ) -> None:
        self._document = document
        self._inventory = inventory
        self._start_ms = start_ms
        self.end_ms = end_ms
        self._dice = Random(seed)  # noqa: S311 - a simulated town, no secret
        self.problems = [*self._unknown_panels()]

    def all(self) -> Iterator[Ailment]:
        scenario = self._document.scenario
        taken: set[str] = set()
        for number, table in enumerate(scenario.ailment):
            yield from self._of_table(table, ("ailment", number, "lamps"), taken)
        yield from self._power_cuts()
        yield from self._breaks()
        for number, solar in enumerate(scenario.solar):
            for lamp in self._chosen(solar.lamps, ("solar", number, "lamps")):
                spans = empty_ms(
                    solar.battery_wh, solar.panel_wp, solar.sun_hours, lamp.power_w, self._noon_ms()
                )
                for from_ms, until_ms in spans:
                    if from_ms < self.end_ms:
                        yield Ailment(Kind.POLE_OUTAGE, lamp.node, from_ms, until_ms)

    def _noon_ms(self) -> int:
        return at_ms(self._document.scenario.start.replace(hour=12, minute=0, second=0))

    def _unknown_panels(self) -> Iterator[Problem]:
        known = self._inventory.panels
        for number, cut in enumerate(self._document.scenario.power_cut):
            for place, panel in enumerate(cut.panels):
                if panel != "all" and panel not in known:
                    path: KeyPath = ("power_cut", number, "panels", place)
                    remedy = nearest(panel, known)
                    yield self._document.problem(path, f"there is no panel {panel!r}", remedy)

    def _chosen(self, choice: str, path: KeyPath) -> tuple[Lamp, ...]:
        try:
            return self._inventory.select(choice)
        except NothingMatched as error:
            self.problems.append(self._document.problem(path, error.what, error.remedy))
            return ()

    def _of_table(self, table: AilmentTable, path: KeyPath, taken: set[str]) -> Iterator[Ailment]:
        """Each lamp has one ailment of the tables at most, so that each can be told apart."""
        lamps = self._chosen(table.lamps, path)
        of_panels = table.kind in OF_PANELS
        targets = dict.fromkeys(lamp.panel if of_panels else lamp.node for lamp in lamps)
        free = [one for one in targets if one not in taken]
        if table.count is not None:
            picked = self._dice.sample(free, min(table.count, len(free)))
        else:
            share = 1.0 if table.probability is None else table.probability
            picked = [one for one in free if self._dice.random() < share]
        taken.update(picked)
        begins_ms = self._start_ms if table.begins is None else at_ms(table.begins)
        for target in picked:
            from_ms = begins_ms + int(self._dice.random() * table.within) // WHOLE_MS * WHOLE_MS
            until_ms = None if table.lasts is None else from_ms + table.lasts
            if from_ms < self.end_ms:
                yield Ailment(table.kind, target, from_ms, until_ms, table.size, table.grows)

    def _power_cuts(self) -> Iterator[Ailment]:
        for cut in self._document.scenario.power_cut:
            panels = self._inventory.panels if "all" in cut.panels else cut.panels
            for panel in panels:
                from_ms = at_ms(cut.begins)
                back_ms = from_ms + cut.lasts + int(self._dice.random() * cut.spread)
                yield Ailment(Kind.PANEL_OUTAGE, panel, from_ms, back_ms)

    def _breaks(self) -> Iterator[Ailment]:
        """Links that break off, for so long at a time and so often that the share comes out."""
        network = self._document.scenario.network
        if not network.offline:
            return
        mean_up_ms = network.offline_for * (1 - network.offline) / network.offline
        for lamp in self._inventory.lamps:
            now_ms = self._start_ms + int(self._dice.expovariate(1 / mean_up_ms))
            while now_ms < self.end_ms:
                off_ms = int(network.offline_for * (0.5 + self._dice.random()))
                yield Ailment(Kind.BROKEN_LINK, lamp.node, now_ms, now_ms + off_ms)
                now_ms += off_ms + 1000 + int(self._dice.expovariate(1 / mean_up_ms))
