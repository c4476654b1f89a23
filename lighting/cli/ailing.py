"""What breaks in a simulated fleet when kinds of ailments are named on the command line."""

from collections.abc import Sequence
from random import Random

from devices.sim.ailments import CATALOGUE, OF_PANELS, Ailment, Kind
from lighting.errors import WrongUse
from lighting.site.inventory import Lamp

BREAKS_WITHIN_S = 600
"""What is named breaks within so long after the start [s]."""


def ailments_named(text: str, town: Sequence[Lamp], seed: int, now_ms: int) -> tuple[Ailment, ...]:
    """One lamp, or panel, at random for each kind named; another for each as long as there are.

    Each is of the least size at which it must be found.

    Args:
        text: Names of kinds, joined by commas.
        town: Whose lamps may break.
        seed: Of which lamps those are, and when.
        now_ms: When the fleet begins [ms since 1970 UTC]; all breaks within ten minutes.

    Raises:
        WrongUse: no such kind.
    """
    random = Random(seed)  # noqa: S311 - a simulated town, no secret
    found: list[Ailment] = []
    for name in (part.strip() for part in text.split(",") if part.strip()):
        try:
            kind = Kind(name.replace("-", " "))
        except ValueError as error:
            kinds = ", ".join(one.value for one in Kind)
            raise WrongUse(f"{name!r} is no ailment", remedy=f"choose from {kinds}") from error
        ailing = {one.target for one in found}
        whole = [lamp for lamp in town if not ailing & {lamp.node, lamp.panel}]
        lamp = random.choice(whole or town)
        target = lamp.panel if kind in OF_PANELS else lamp.node
        from_ms = now_ms + random.randrange(BREAKS_WITHIN_S) * 1000
        found.append(Ailment(kind, target, from_ms, size=CATALOGUE[kind].due_from))
    return tuple(found)
