"""Which lamps overrides darken at night, and what the guard counts of all that is known.

An override for a group reaches whoever is in the group now, so lamps that came later count too;
what a second person agreed to is the lamps that he was shown.
"""

from collections.abc import Iterable, Iterator

from lighting.city import City
from lighting.desired.documents import groups_of, program_of
from lighting.planning.darkening import is_below
from lighting.planning.guard import HOUR_MS, MINUTE_MS, Darkening, Span
from lighting.rows import OverrideRow
from lighting.site.inventory import Lamp


def reached(city: City, row: OverrideRow) -> Iterator[Lamp]:
    """Give the lamps that an override is told to, as lists and groups are now."""
    if row.group is not None:
        yield from (lamp for lamp in city.inventory.lamps if row.group in groups_of(lamp))
    else:
        found = (city.inventory.by_id.get(one) for one in row.lamps)
        yield from (lamp for lamp in found if lamp is not None)


def dimmed(
    city: City, lamps: Iterable[Lamp], level: int, from_ms: int, until_ms: int
) -> frozenset[str]:
    """Give the lamps whose program gives more than a level [%] at some moment of the night."""
    known: dict[str, bool] = {}
    found = set()
    for lamp in lamps:
        name = program_of(city, lamp) or ""
        if name not in known:
            issued = city.programs.get(name)
            program = issued.program if issued else None
            known[name] = is_below(city, program, level, from_ms // 1000, -(-until_ms // 1000))
        if known[name]:
            found.add(lamp.id)
    return frozenset(found)


def darkened_by(city: City, row: OverrideRow) -> frozenset[str]:
    """Give the lamps that an override darkens at night, agreed to or not."""
    return dimmed(city, reached(city, row), row.level, row.start_ms, row.until_ms)


def known_darkenings(city: City, now_ms: int) -> list[Darkening]:
    """Give all that counts against a further darkening: live, to come, and lately over."""
    limits = city.config.guard
    found = [_of_override(city, row, now_ms) for row in city.overrides.values()]
    window_ms = limits.schedule_window_h * HOUR_MS
    found += [
        Darkening(one.id, frozenset(one.lamps), one.at_ms + window_ms)
        for one in city.darkened.values()
    ]
    return [one for one in found if one.lamps and one.counts_until_ms > now_ms]


def _of_override(city: City, row: OverrideRow, now_ms: int) -> Darkening:
    """What an override darkens without a second person: as it was set, and as things are now."""
    over_ms = ended_ms(row)
    counts_until_ms = over_ms + city.config.guard.window_min * MINUTE_MS
    if over_ms <= now_ms:
        return Darkening(row.id, frozenset(row.darkens), counts_until_ms)
    agreed = frozenset(row.lamps) if row.agreed_by else frozenset[str]()
    return Darkening(
        row.id, frozenset(row.darkens) | darkened_by(city, row) - agreed, counts_until_ms
    )


def ended_ms(row: OverrideRow) -> int:
    """When an override ends or ended [ms since 1970 UTC]."""
    return row.until_ms if row.released_ms is None else min(row.until_ms, row.released_ms)


def exposed(city: City, now_ms: int) -> frozenset[str]:
    """Give all lamps that overrides darken, now or later, without a second person's agreement."""
    live = (row for row in city.overrides.values() if ended_ms(row) > now_ms)
    return frozenset[str]().union(*(_of_override(city, row, now_ms).lamps for row in live))


def dark_spans(city: City, lamps: frozenset[str], now_ms: int) -> dict[str, list[Span]]:
    """Give by lamp when overrides darken it, those that ended less than an hour ago included."""
    found: dict[str, list[Span]] = {one: [] for one in lamps}
    for row in city.overrides.values():
        over_ms = ended_ms(row)
        if over_ms <= now_ms - HOUR_MS or row.start_ms >= over_ms:
            continue
        for one in (darkened_by(city, row) | frozenset(row.darkens)) & lamps:
            found[one].append(Span(row.id, row.start_ms, over_ms))
    return found
