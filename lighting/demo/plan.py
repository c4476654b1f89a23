"""What happens in the demo's night: when it runs, what breaks, and who wants more light.

Everything follows from the seed, and nothing here is told to the controller.
"""

from dataclasses import dataclass
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

from devices.sim.ailments import Ailment, Kind
from lighting.site.inventory import Lamp

ZONE = "Asia/Makassar"
EVENING = "2026-08-16"
OUTAGE_PANEL = "P-05"


def _at(day: int, hour: int, minute: int = 0) -> int:
    moment = datetime(2026, 8, day, hour, minute, tzinfo=ZoneInfo(ZONE))
    return int(moment.timestamp()) * 1000


START_MS = _at(16, 17)
END_MS = _at(17, 6, 45)
"""Late enough for a lamp that burns by day to be seen doing so."""
OUTAGE_MS = (_at(16, 19, 20), _at(16, 20, 10))


@dataclass(frozen=True, slots=True)
class Wish:
    """An override that an operator sets during the night."""

    at_ms: int
    until_ms: int
    level: int
    group: str
    fade_s: int
    reason: str


CEREMONY = Wish(
    at_ms=_at(16, 20, 30),
    until_ms=_at(16, 23, 0),
    level=80,
    group="neighbourhoods",
    fade_s=30,
    reason="procession on the eve of Independence Day",
)

_SINGLE = (
    (Kind.DEAD_LAMP, (_at(16, 18, 10), _at(16, 19, 0)), None),
    (Kind.DEAD_LAMP, (_at(16, 22, 30), _at(17, 1, 0)), None),
    (Kind.DAY_BURNER, (_at(16, 18, 30), _at(17, 3, 0)), None),
    (Kind.STUCK_DIMMER, (_at(16, 18, 0), _at(16, 20, 0)), None),
    (Kind.CYCLING, (_at(16, 20, 15), _at(17, 0, 30)), None),
    (Kind.SILENCE, (_at(16, 21, 0), _at(17, 2, 0)), None),
    (Kind.REBOOT, (_at(16, 23, 30), _at(17, 3, 0)), None),
    (Kind.CLOCK_DRIFT, (_at(16, 18, 0), _at(16, 23, 0)), None),
)
"""Kind, between which moments it begins, and how long it lasts: to the end of the night."""


def ailments(lamps: tuple[Lamp, ...], seed: int) -> tuple[Ailment, ...]:
    """A panel that loses power for a while, and lamps elsewhere that break each in its own way."""
    random = Random(seed)  # noqa: S311 - a simulated town, no secret
    healthy = [lamp for lamp in lamps if lamp.panel != OUTAGE_PANEL]
    chosen = random.sample(healthy, len(_SINGLE))
    single = (
        Ailment(kind, lamp.node, random.randint(*between) // 60_000 * 60_000, until)
        for lamp, (kind, between, until) in zip(chosen, _SINGLE, strict=True)
    )
    outage = Ailment(Kind.PANEL_OUTAGE, OUTAGE_PANEL, *OUTAGE_MS)
    return (outage, *sorted(single, key=lambda one: one.from_ms))
