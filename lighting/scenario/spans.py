"""When each code was true of each lamp and panel, by what really happened."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from devices.sim.ailments import CATALOGUE, OF_PANELS, OUTAGES, Kind
from devices.sim.truth import Ailed
from lighting.faults.life import Fault
from lighting.site.inventory import Lamp

LATE_MS = 3_600_000
"""What was true until an hour ago is not invented: a fault is found with a delay."""
EARLY_MS = 60_000
"""A fault may seem this much older than what made it, by the step in which it was seen [ms]."""
FEWEST_OF_PANEL = 3
"""With fewer lamps without power, or less than half of them, a panel has not lost its supply."""


class Span(NamedTuple):
    """A code is true in a span [ms since 1970 UTC]."""

    from_ms: int
    until_ms: int


Spans = dict[tuple[str, str], list[Span]]
"""By code, and by lamp or panel."""


def true_spans(ailed: Iterable[Ailed], lamps: Sequence[Lamp], end_ms: int) -> Spans:
    """Give every code that is true of a lamp or a panel, and when."""
    lamp_of = {lamp.node: lamp for lamp in lamps}
    of_panel: dict[str, list[Lamp]] = {}
    for lamp in lamps:
        of_panel.setdefault(lamp.panel, []).append(lamp)
    true: Spans = {}
    poles: dict[str, list[Span]] = {}
    for one in ailed:
        span = Span(one.began_ms, one.ended_ms or end_ms)
        for key in _keys(one, lamp_of, of_panel):
            true.setdefault(key, []).append(span)
        if one.ailment.kind in OUTAGES - OF_PANELS:
            poles.setdefault(lamp_of[one.ailment.target].panel, []).append(span)
    for panel, dark in poles.items():
        least = max(FEWEST_OF_PANEL, len(of_panel[panel]) / 2)
        true.setdefault(("SUPPLY_LOSS", panel), []).extend(_together(dark, least))
    return true


def _keys(
    one: Ailed, lamp_of: Mapping[str, Lamp], of_panel: Mapping[str, list[Lamp]]
) -> set[tuple[str, str]]:
    ailment, nature = one.ailment, CATALOGUE[one.ailment.kind]
    if ailment.size < nature.true_from:
        return set()
    if ailment.kind not in OF_PANELS:
        return {(code, lamp_of[ailment.target].id) for code in nature.also | {nature.code}}
    code = "COMM_LOST" if ailment.kind is Kind.PANEL_OUTAGE else nature.code
    lamps = of_panel.get(ailment.target, ())
    return {(nature.code, ailment.target)} | {(code, lamp.id) for lamp in lamps}


def _together(spans: Sequence[Span], least: float) -> list[Span]:
    """Those during which so many of them hold at once."""
    crowded = [
        at_ms
        for at_ms in {one.from_ms for one in spans}
        if sum(one.from_ms <= at_ms < one.until_ms for one in spans) >= least
    ]
    return [one for one in spans if any(one.from_ms <= at < one.until_ms for at in crowded)]


def is_true(fault: Fault, spans: Iterable[Span]) -> bool:
    """Say whether a fault began while its code was true, or soon enough afterwards."""
    return any(one.from_ms - EARLY_MS <= fault.since_ms <= one.until_ms + LATE_MS for one in spans)
