"""Hours of lamps added up over a time, with what is known of how much of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lighting.rows import HourRow
from lighting.site.inventory import Lamp

_HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a figure: the amount in `covered_s` seconds of `hours` hours."""

    amount: float | None = None
    covered_s: float = 0.0
    hours: int = 0
    quality: str = "none"


@dataclass(frozen=True, slots=True)
class Place:
    """Lamps that are added up under one name."""

    name: str
    lamps: tuple[Lamp, ...]


def asked(from_ms: int, to_ms: int) -> tuple[float, int]:
    """Give the length of a time [s], and how many hours of the clock it touches."""
    if to_ms <= from_ms:
        return 0.0, 0
    return (to_ms - from_ms) / 1000, -(-to_ms // _HOUR_MS) - from_ms // _HOUR_MS


def by_place(lamps: Iterable[Lamp], name_of: Callable[[Lamp], str]) -> Iterator[Place]:
    """Give the lamps of each name, in the order of the names."""
    found: dict[str, list[Lamp]] = {}
    for lamp in lamps:
        found.setdefault(name_of(lamp), []).append(lamp)
    for name in sorted(found):
        yield Place(name, tuple(found[name]))


def known_of_lamps(
    hours: Iterable[HourRow],
    lamps: Sequence[Lamp],
    from_ms: int,
    to_ms: int,
    amount_of: Callable[[HourRow], float | None],
) -> dict[str, Known]:
    """Give what is known of each lamp.

    Of an hour that is there twice - a lamp that got another panel has it under both - the one
    counts that covers more.
    """
    found: dict[str, dict[int, HourRow]] = {lamp.id: {} for lamp in lamps}
    for hour in hours:
        of_lamp = found.get(hour.lamp)
        if of_lamp is None or amount_of(hour) is None:
            continue
        other = of_lamp.get(hour.hour_ms)
        if other is None or _weight(hour) > _weight(other):
            of_lamp[hour.hour_ms] = hour
    return {
        lamp: added(_parts(of_lamp, from_ms, to_ms, amount_of)) for lamp, of_lamp in found.items()
    }


def added(parts: Iterable[Known]) -> Known:
    """Add up what is known of parts of a time, or of several lamps."""
    amount, covered_s, hours = 0.0, 0.0, 0
    qualities = set()
    for part in parts:
        if part.amount is not None:
            amount += part.amount
            covered_s += part.covered_s
            hours += part.hours
            qualities.add(part.quality)
    if not qualities:
        return Known()
    return Known(amount, covered_s, hours, qualities.pop() if len(qualities) == 1 else "mixed")


def _weight(hour: HourRow) -> tuple[float, int, str, float, float]:
    figures = (hour.energy_wh or 0.0, hour.burn_s or 0.0)
    return hour.covered_s, hour.samples, hour.quality, *figures


def _parts(
    hours: Mapping[int, HourRow],
    from_ms: int,
    to_ms: int,
    amount_of: Callable[[HourRow], float | None],
) -> Iterator[Known]:
    for hour_ms in sorted(hours):
        hour = hours[hour_ms]
        share = (min(to_ms, hour_ms + _HOUR_MS) - max(from_ms, hour_ms)) / _HOUR_MS
        amount = amount_of(hour)
        if share > 0 and amount is not None:
            yield Known(amount * share, hour.covered_s * share, 1, hour.quality)
