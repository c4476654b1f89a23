"""The likely cause of an incident, in one sentence, with what speaks for it."""

from collections.abc import Mapping

from lighting.faults.incidents import Incident


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
    what = "breaker or feeder" if incident.kind == "panel" else "fuse or wire of the phase"
    fine = [name for name, is_well in neighbours.items() if is_well]
    gone = [name for name, is_well in neighbours.items() if not is_well]
    beside = f"neighbours on {_some(fine)} fine" if fine else "no neighbour to compare with"
    if gone and not fine:
        beside = f"{_some(gone)} gone as well"
        what = "supply of the area before"
    volts = "" if last_v is None else f", panel voltage gone (last {last_v:.0f} V)"
    return f"{_count(incident, lamps)}{volts}; {beside}: {what} of {incident.scope}"


def gateway_cause(incident: Incident, lamps: int, fine: int) -> str:
    """Say why all lamps of a gateway are silent, and how many others of the same panels aren't."""
    beside = f"{fine} lamps of the same panels with other gateways fine" if fine else "none beside"
    words = "the gateway, its supply or its link"
    return f"{_count(incident, lamps)}; {beside}: {words}, {incident.scope}"


def broker_cause(incident: Incident, lamps: int) -> str:
    """Say why nobody was heard since the broker is back."""
    why = "nodes can't reach the broker: its address, certificate or network"
    return f"{len(incident.members)} of {lamps} lamps not heard since our own link came up: {why}"


def district_cause(incident: Incident, lamps: int, panels: int, fine: int) -> str:
    """Say why lamps of many panels are silent at once."""
    beside = f"{fine} panels elsewhere fine" if fine else "nothing left to compare with"
    why = "power cut of the supplier" if fine else "power cut of the supplier, or the network"
    return f"{_count(incident, lamps)}, {panels} panels; {beside}: {why}"


def volts_cause(
    incident: Incident, lamps: int, neighbours: Mapping[str, bool], worst_v: float | None
) -> str:
    """Say why the voltage of a panel is too low or too high; arguments as for `supply_cause`."""
    fine = [name for name, is_well in neighbours.items() if is_well]
    beside = f"neighbours on {_some(fine)} fine" if fine else "no panel near it is fine"
    where = f"transformer, neutral or feeder of {incident.scope}"
    return f"{_volts(incident, lamps, worst_v)}; {beside}: {where}"


def volts_district_cause(incident: Incident, lamps: int, panels: int, worst_v: float | None) -> str:
    """Say why the voltage of many panels is too low or too high."""
    return f"{_volts(incident, lamps, worst_v)}, {panels} panels: the supplier's network"


def _volts(incident: Incident, lamps: int, worst_v: float | None) -> str:
    is_low = incident.code == "VOLT_LOW"
    said = "too low a voltage" if is_low else "too high a voltage"
    volts = "" if worst_v is None else f" ({'down' if is_low else 'up'} to {worst_v:.0f} V)"
    return f"{len(incident.members)} of {lamps} lamps of {incident.scope} have {said}{volts}"


def version_cause(incident: Incident, lamps: int, others: int, faulty_others: int) -> str:
    """Say why faults gather in one firmware version."""
    version = incident.scope.removesuffix(f" {incident.code}")
    count = f"{len(incident.members)} of {lamps} nodes with firmware {version}"
    return f"{incident.code}: {count}, {faulty_others} of {others} with others: the firmware"


def storm_cause(faults: int, panels: int, codes: int) -> str:
    """Say that much broke at once."""
    return f"{faults} faults of {codes} kinds on {panels} panels within an hour: a storm, or alike"


def _count(incident: Incident, lamps: int) -> str:
    spread_s = round((incident.last_ms - incident.since_ms) / 1000)
    return f"{len(incident.members)} of {lamps} lamps of {incident.scope} within {spread_s} s"


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")  # noqa: PLR2004 - as many as are read
