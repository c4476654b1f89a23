"""How long a lamp is waited for: longer where its link loses by chance what nobody says again.

At QoS 1 whatever was lost is sent again, so a few report periods without news are no chance. At
QoS 0 that depends on the link. Lamps that are silent together are no chance either: they are
gathered as early as ever, and what an incident has taken in is silent without more waiting.
"""

from lighting.city import City
from lighting.faults.missed import Mark, Wanted, periods_of
from lighting.nodes.twin import Twin


def is_lossy(city: City) -> bool:
    """Whether nodes are told to say their measurements once, and never again."""
    return city.config.nodes.telemetry_qos == 0


def least_ms(city: City) -> int:
    """The time without news before which no lamp is silent [ms]."""
    return city.config.faults.silent_periods * city.config.nodes.report_s * 1000


def periods(city: City, place: int) -> int:
    """Report periods without news that chance doesn't explain, of the lamp at a place."""
    faults = city.config.faults
    wanted = Wanted(faults.silent_periods, faults.silent_periods_most, faults.silent_by_chance)
    return periods_of(city.listening.losses.of(place), city.config.nodes.report_s, wanted)


def count(city: City, place: int, twin: Twin) -> None:
    """Count what was lost of a lamp that was heard; not what went while our own link was down."""
    if is_lossy(city) and city.link_up_ms is not None:
        mark = Mark(twin.session, city.link_up_ms, twin.seq, twin.holes)
        city.listening.losses.note(place, mark)


def gathered(city: City) -> frozenset[str]:
    """Lamps that open incidents of silence have taken in."""
    open_ones = (one for one in city.incidents.values() if one.cleared_ms is None)
    return frozenset(lamp for one in open_ones if one.is_of_silence for lamp in one.members)
