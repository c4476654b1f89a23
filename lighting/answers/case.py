"""One lamp at one moment, with all that bears on its level then: now, in the past, or to come."""

from dataclasses import dataclass

from lighting.desired.program_names import Origin
from lighting.rows import OverrideRow, ScheduleRow
from lighting.site.inventory import Lamp
from lighting.times import show
from schedules.decision import Situation, Wanted, decide
from schedules.document import Document
from schedules.factors import Factors
from schedules.sensing import NOTHING_SENSED, EffectOnTop, Light, Senses, Trigger
from schedules.site import Site

DARK, BRIGHT = "photocell: dark", "photocell: light"


@dataclass(frozen=True, slots=True)
class Said:
    """What a node said that it did [%], why, and when [ms since 1970 UTC]."""

    at_ms: int
    level: int | None
    wanted_level: int | None = None
    by: str | None = None
    what: str | None = None

    @property
    def reason(self) -> str | None:
        """Its reason in its words: `program: main-roads 22:00`."""
        return f"{self.by}: {self.what}" if self.by and self.what else self.by


@dataclass(frozen=True, slots=True)
class Case:
    """All that is known.

    Attributes:
        lamp: Which.
        site: The city.
        at_ms: The moment that is asked about [ms since 1970 UTC].
        now_ms: The present.
        schedule: The schedule in force then; None: none was.
        document: The same as read.
        name: The lamp's program by it.
        origin: What the program is made from.
        situation: What the ladder has to go by.
        overrides: All that were meant for the lamp around then.
        factors: What lies between its wanted light and its driver.
        burn_s: How long it had burnt in its life [s]; None: unknown.
        said: What its node had said last by then.
        imported_ms: When the list of lamps was replaced since; None: it was not.
        clock: How far its node trusted its clock; None: unknown.
    """

    lamp: Lamp
    site: Site
    at_ms: int
    now_ms: int
    schedule: ScheduleRow | None
    document: Document | None
    name: str | None
    origin: Origin | None
    situation: Situation
    overrides: tuple[OverrideRow, ...]
    factors: Factors
    burn_s: int | None = None
    said: Said | None = None
    imported_ms: int | None = None
    clock: str | None = None

    @property
    def wanted(self) -> Wanted:
        """The ladder's answer."""
        return decide(self.situation, self.at_ms)

    def when(self, at_ms: int) -> str:
        """Write a moment for a person."""
        return show(at_ms, self.site.timezone, self.at_ms)


def senses_told(said: Said | None, effects: tuple[EffectOnTop, ...], at_ms: int) -> Senses:
    """Give what a node's sensors must have said, by the reason that it gave for its level."""
    if said is None or said.by != "sensor" or said.what is None:
        return NOTHING_SENSED
    names = said.what.partition(" over ")[0].split(" + ")
    sensors = {effect.sensor for effect in effects if effect.name in names}
    triggers = tuple(Trigger(sensor, said.at_ms, is_on=True) for sensor in sorted(sensors))
    is_read = DARK in names or BRIGHT in names
    return Senses(triggers, Light(DARK in names, at_ms + 1) if is_read else None)


def level_text(level: int) -> str:
    """Write a level: `at 60 %`, `off`."""
    return f"at {level} %" if level else "off"
