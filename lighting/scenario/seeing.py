"""For how long an ailment could be seen: a dark lamp shows at night, a day burner by day.

And only while its node can be heard, see `hearing`.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from devices.sim.truth import LampTruth
from lighting.health.daylight import days_between
from lighting.scenario.hearing import SEEN_IN_SILENCE, Gaps, heard_ms
from schedules.site import Site
from schedules.sun import Place

LEAST_LEVEL: Final[Mapping[str, int]] = MappingProxyType(
    {
        "LAMP_FAIL": 1,
        "DIM_FAIL": 1,
        "CYCLING": 1,
        "RELAY_FAIL": 1,
        "POWER_LOW": 1,
        "POWER_HIGH": 1,
        "PF_LOW": 10,
        "CURR_LOW": 50,
        "ASSET_MISMATCH": 80,
        "TEMP_HIGH": 90,
    }
)
"""What shows only in a lamp that is lit, and from which level on [%]: the rules' own limits, and
for heat the level at which a lamp heats up fully."""
OFF_CODES = frozenset({"DAY_BURN"})
PATIENCE_S: Final[Mapping[str, int]] = MappingProxyType(
    {
        "DAY_BURN": 2700,
        "DIM_FAIL": 36_000,
        "CYCLING": 4500,
        "CLOCK": 3600,
        "POWER_LOW": 36_000,
        "POWER_HIGH": 36_000,
        "RESET": 600,
        "ASSET_MISMATCH": 10_800,
        "PV_NONE": 90_000,
        "SCHED_STALE": 90_000,
        "COMM_WEAK": 90_000,
    }
)
"""An ailment that could be seen for so long, and three reports more, must have been found [s].
Dimming shows at the second level of a night; starts are counted over an hour; power is near-linear,
so that a loss that is clear at full light may not be at 40 %; sun, signal and programs are judged
over a day."""
LEAST_S = 300
GRACE_MS = 900_000
"""For so long after it should be off, and after sunrise, a lamp that burns is no day burner; nor
for so long before sunset [ms]."""

Days = tuple[tuple[int, int], ...]
"""When the sun is well up [ms since 1970 UTC]."""


def days_of(site: Site, start_ms: int, end_ms: int) -> Days:
    """Give when the sun is well up, a quarter of an hour from rising and setting."""
    place = Place(site.latitude, site.longitude)
    spans = days_between(place, site.timezone, start_ms // 1000, end_ms // 1000)
    return tuple((rise * 1000 + GRACE_MS, sink * 1000 - GRACE_MS) for rise, sink in spans)


def patience_s(code: str, report_s: int) -> int:
    """How long a code may take to be raised [s of time in which it can be seen]."""
    return PATIENCE_S.get(code, LEAST_S) + 3 * report_s


def seen_s(  # noqa: PLR0913 - a span, what is looked for in it, and all that may hide it
    code: str,
    lamp: LampTruth | None,
    from_ms: int,
    until_ms: int,
    days: Days,
    gaps: Gaps = (),
    *,
    due_after_s: int = 0,
) -> int:
    """How long an ailment of a lamp (None: of a panel) could be seen in a span [s].

    Args:
        code: What it should raise.
        lamp: What its node wanted, and when.
        from_ms: When the span begins.
        until_ms: When it ends.
        days: When the sun is well up.
        gaps: When the node could not be heard.
        due_after_s: How long it must have lasted to be what the code says, anew each night where
            it shows only by night.
    """
    showing: Iterable[tuple[int, int]] = ((from_ms, until_ms),)
    if lamp is not None and code in OFF_CODES:
        showing = _dark(lamp, until_ms, days)
    elif lamp is not None and code in LEAST_LEVEL:
        showing = _lit(lamp, code, until_ms)
    if code in SEEN_IN_SILENCE:
        gaps = ()
    total_ms = sum(
        max(0, heard_ms(max(begin_ms, from_ms), min(end_ms, until_ms), gaps) - due_after_s * 1000)
        for begin_ms, end_ms in showing
    )
    return total_ms // 1000


def _turns(lamp: LampTruth, until_ms: int) -> Iterable[tuple[int, int, int]]:
    """What was wanted, from when to when."""
    edges = [one.at_ms for one in lamp.commanded] + [until_ms]
    wanted = (one.wanted_level for one in lamp.commanded)
    return ((level, *span) for level, span in zip(wanted, pairwise(edges), strict=True))


def _lit(lamp: LampTruth, code: str, until_ms: int) -> Iterator[tuple[int, int]]:
    """When it was wanted lit; a change from one such level to another is no end of that."""
    begin_ms: int | None = None
    for level, from_ms, _ in _turns(lamp, until_ms):
        if level >= LEAST_LEVEL[code]:
            begin_ms = from_ms if begin_ms is None else begin_ms
        elif begin_ms is not None:
            yield begin_ms, from_ms
            begin_ms = None
    if begin_ms is not None:
        yield begin_ms, until_ms


def _dark(lamp: LampTruth, until_ms: int, days: Days) -> Iterator[tuple[int, int]]:
    for level, from_ms, end_ms in _turns(lamp, until_ms):
        if level == 0:
            for rise_ms, sink_ms in days:
                yield max(from_ms + GRACE_MS, rise_ms), min(end_ms, sink_ms)
