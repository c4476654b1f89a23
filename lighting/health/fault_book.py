"""The book of faults as time passes: what is held back, what has been quiet, what is past."""

from collections.abc import Iterator

from lighting.city import City
from lighting.faults.flapping import settled
from lighting.faults.life import SAME_MS
from lighting.health import held_back, judging
from lighting.rows import Action


def tick(city: City, now_ms: int) -> Iterator[Action]:
    """What follows from the time alone."""
    yield from held_back.tick(city, now_ms)
    for key, fault in list(city.faults.items()):
        if fault.flapping_ms is not None:
            yield from judging.booked(city, key, fault, settled(fault, now_ms))
    _forget(city, now_ms)


def _forget(city: City, now_ms: int) -> None:
    """What was cleared long ago comes back as another fault; who has none needs no close look."""
    past = [key for key, one in city.resting.items() if now_ms - (one.cleared_ms or 0) > SAME_MS]
    for key in past:
        del city.resting[key]
    if city.ailing:
        city.ailing = {key[0] for key in city.faults}
