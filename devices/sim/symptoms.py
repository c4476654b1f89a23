"""What an ailment does to measurements, and what its node says of it; light is not changed here."""

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from devices.node.facts import Measured
from devices.sim.ailments import CATALOGUE, Ailment, Kind

MASK_V = 6553.5
"""MASK of a DALI value of 16 bits in tenths of a volt (IEC 62386-253)."""
_HOUR_MS = 3_600_000
_S_PER_KH = 3_600_000


def afflicted(measured: Measured, holding: Iterable[Ailment], at_ms: int) -> Measured:
    """Give the measurements of a lamp with ailments.

    Args:
        measured: What its meter would show.
        holding: What ails it.
        at_ms: The moment [ms since 1970 UTC, true time].
    """
    for one in holding:
        symptom = _SYMPTOMS.get(one.kind)
        if symptom is not None:
            measured = symptom(measured, one.size_at(at_ms), at_ms - one.from_ms)
    return measured


def flags_of(holding: Iterable[Ailment]) -> tuple[str, ...]:
    """Give the codes that the node itself sees, in order."""
    return tuple(sorted({one.code for one in holding if CATALOGUE[one.kind].is_seen_by_node}))


def is_unread(holding: Iterable[Ailment]) -> bool:
    """Say whether the node takes no document, though they come."""
    return any(one.kind is Kind.DEAF for one in holding)


def size_of(holding: Iterable[Ailment], kind: Kind, at_ms: int) -> float:
    """Give the greatest size of a kind of ailment at a moment; 0 without any."""
    return max((one.size_at(at_ms) for one in holding if one.kind is kind), default=0.0)


def _scaled(measured: Measured, share: float) -> Measured:
    """With so much of its power and its current."""
    power_w, supply_a = measured.power_w or 0.0, measured.supply_a or 0.0
    return replace(measured, power_w=round(power_w * share, 2), supply_a=round(supply_a * share, 4))


def _tapped(measured: Measured, size: float, _: int) -> Measured:
    power_w = (measured.power_w or 0.0) + size
    volts = (measured.supply_v or 220.0) * (measured.power_factor or 1.0)
    return replace(measured, power_w=round(power_w, 2), supply_a=round(power_w / volts, 4))


def _charged(measured: Measured, size: float, passed_ms: int) -> Measured:
    return replace(measured, pv_wh=500 + int(passed_ms / _HOUR_MS * (1 - size)))


_Symptom = Callable[[Measured, float, int], Measured]
_SYMPTOMS: dict[Kind, _Symptom] = {
    Kind.POOR_FACTOR: lambda seen, size, _: replace(
        seen, power_factor=round((seen.power_factor or 1.0) - size, 3)
    ),
    Kind.HEAT: lambda seen, size, _: replace(seen, gear_temp_c=(seen.gear_temp_c or 0.0) + size),
    Kind.TAPPED_LINE: _tapped,
    Kind.HALF_DARK: lambda seen, size, _: _scaled(seen, 1 - size),
    Kind.WRONG_LUMINAIRE: lambda seen, size, _: _scaled(seen, 1 + size),
    Kind.RELAY_OPEN: lambda seen, _, __: _scaled(seen, 0.0),
    Kind.LEANING_POLE: lambda seen, size, passed: replace(
        seen, tilt_deg=1.0 + (size if passed >= _HOUR_MS else 0.0)
    ),
    Kind.OPEN_DOOR: lambda seen, size, _: replace(seen, door_open=size >= 1),
    Kind.WEAK_BATTERY: lambda seen, size, _: replace(seen, batt_pct=95.0 - size),
    Kind.EMPTY_BATTERY: lambda seen, size, _: replace(seen, batt_pct=95.0 - size),
    Kind.NO_SUN: _charged,
    Kind.WEAK_SIGNAL: lambda seen, size, _: replace(seen, rssi_dbm=-80.0 - size),
    Kind.OLD_LAMP: lambda seen, size, _: replace(
        seen, burn_s=(seen.burn_s or 0) + int(size * _S_PER_KH)
    ),
    Kind.MASKED: lambda seen, size, _: replace(seen, supply_v=MASK_V) if size >= 1 else seen,
}
