"""The likely cause of an incident, in one sentence, with what speaks for it."""

from collections.abc import Mapping

from lighting.faults.evidence import of_incident as said
from lighting.faults.incidents import Incident

MOST_NAMES = 3
"""As many as are read; the others are counted."""


def supply_cause(
    incident: Incident, lamps: int, neighbours: Mapping[str, bool], last_v: float | None
) -> str:
    """Say why a panel or a phase is silent.

    Args:
        incident: of kind `panel` or `phase`.
        lamps: how many lamps there are in its scope.
        neighbours: for panels of the same kelurahan, whether their lamps are well.
        last_v: the supply as it was measured last, in the middle [V]; None: unknown.
    """
    where = said.OF_PANEL if incident.kind == "panel" else said.OF_PHASE
    fine = [name for name, is_well in neighbours.items() if is_well]
    gone = [name for name, is_well in neighbours.items() if not is_well]
    beside = said.FINE(names=_some(fine)) if fine else said.NO_NEIGHBOUR()
    if gone and not fine:
        beside, where = said.GONE(names=_some(gone)), said.OF_AREA
    lost = _lost(incident, lamps, last_v)
    return said.SUPPLY(lost=lost, beside=beside, where=where(scope=incident.scope))


def gateway_cause(incident: Incident, lamps: int, fine: int) -> str:
    """Say why all lamps of a gateway are silent, and how many others of the same panels aren't."""
    beside = said.OTHER_GATEWAYS(fine=fine) if fine else said.NONE_BESIDE()
    return said.GATEWAY(lost=_lost(incident, lamps), beside=beside, scope=incident.scope)


def broker_cause(incident: Incident, lamps: int) -> str:
    """Say why nobody was heard since the broker is back."""
    return said.BROKER(count=len(incident.members), lamps=lamps)


def district_cause(incident: Incident, lamps: int, panels: int, fine: int) -> str:
    """Say why lamps of many panels are silent at once."""
    beside = said.ELSEWHERE(fine=fine) if fine else said.NOTHING_LEFT()
    why = said.OUTAGE() if fine else said.OUTAGE_OR_NETWORK()
    return said.DISTRICT(lost=_lost(incident, lamps), panels=panels, beside=beside, why=why)


def volts_cause(
    incident: Incident, lamps: int, neighbours: Mapping[str, bool], worst_v: float | None
) -> str:
    """Say why the voltage of a panel is too low or too high.

    Args:
        incident: of kind `panel`.
        lamps: how many lamps there are in its scope.
        neighbours: for panels of the same kelurahan, whether their voltage is known to be fine.
        worst_v: the voltage furthest off, of its members [V]; None: unknown.
    """
    fine = [name for name, is_well in neighbours.items() if is_well]
    beside = said.NO_FINE_NEIGHBOUR() if neighbours else said.NO_NEIGHBOUR()
    if fine:
        beside = said.FINE(names=_some(fine))
    volts = _volts(incident, lamps, worst_v)
    return said.VOLTS(volts=volts, beside=beside, scope=incident.scope)


def volts_district_cause(incident: Incident, lamps: int, panels: int, worst_v: float | None) -> str:
    """Say why the voltage of many panels is too low or too high."""
    return said.VOLTS_OF_DISTRICT(volts=_volts(incident, lamps, worst_v), panels=panels)


def _volts(incident: Incident, lamps: int, worst_v: float | None) -> str:
    is_low = incident.code == "VOLT_LOW"
    plain, with_worst = (said.LOW, said.LOW_DOWN_TO) if is_low else (said.HIGH, said.HIGH_UP_TO)
    volts = plain if worst_v is None else with_worst
    count = len(incident.members)
    return volts(count=count, lamps=lamps, scope=incident.scope, worst_v=worst_v)


def version_cause(incident: Incident, lamps: int, others: int, faulty_others: int) -> str:
    """Say why faults gather in one firmware version."""
    version = incident.scope.removesuffix(f" {incident.code}")
    firmware = said.OF_FIRMWARE(count=len(incident.members), nodes=lamps, version=version)
    faulty = {"faulty": faulty_others, "others": others}
    return said.VERSION(code=incident.code, firmware=firmware, **faulty)


def storm_cause(faults: int, panels: int, codes: int) -> str:
    """Say that much broke at once."""
    return said.STORM(faults=faults, codes=codes, panels=panels)


def _lost(incident: Incident, lamps: int, last_v: float | None = None) -> str:
    spread_s = round((incident.last_ms - incident.since_ms) / 1000)
    lost = said.LOST if last_v is None else said.LOST_AND_VOLTS
    count = len(incident.members)
    return lost(count=count, lamps=lamps, scope=incident.scope, spread_s=spread_s, last_v=last_v)


def _some(names: list[str]) -> str:
    first = ", ".join(names[:MOST_NAMES])
    more = len(names) - MOST_NAMES
    return said.MORE_NAMES(names=first, more=more) if more > 0 else first
