"""What changes of a twin when a measurement says nothing new: an eighth of it, to be kept alone."""

import msgspec
from msgspec.structs import replace

from lighting.nodes.twin import Twin


class Move(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """The fields of a twin that `calm` changes, in an order that never changes."""

    seq: int
    said_ms: int
    holes: int
    heard_ms: int | None
    sample_at_ms: int
    sampled_ms: int | None
    power_w: float | None
    supply_v: float | None
    energy_wh: int | None
    burn_s: int | None
    level: int | None


def move_of(twin: Twin) -> Move:
    """Give what is to be kept of a twin that only moved on."""
    return Move(
        twin.seq,
        twin.said_ms,
        twin.holes,
        twin.heard_ms,
        twin.sample_at_ms,
        twin.sampled_ms,
        twin.power_w,
        twin.supply_v,
        twin.energy_wh,
        twin.burn_s,
        twin.level,
    )


def moved(twin: Twin, move: Move) -> Twin:
    """Give the twin that moved on from one that was kept whole, however often since."""
    return replace(
        twin,
        **msgspec.structs.asdict(move),
        is_down=False,
        watch=replace(twin.watch, at_ms=move.sample_at_ms),
    )
