"""When a node could not be heard: without power, or without a link nothing of its lamp is seen."""

from collections.abc import Iterable, Iterator, Sequence

from devices.sim.ailments import CUT_OFF, OF_PANELS, OUTAGES, Kind
from devices.sim.truth import Ailed
from lighting.site.inventory import Lamp

Gaps = tuple[tuple[int, int], ...]
"""Spans of time one after the other, none touching the next [ms since 1970 UTC]."""
SEEN_IN_SILENCE = frozenset({"COMM_LOST", "SUPPLY_LOSS"})
"""What shows in that a node is not heard."""


def gaps_of(
    ailed: Iterable[Ailed],
    lamps: Sequence[Lamp],
    end_ms: int,
    kinds: frozenset[Kind] = OUTAGES | CUT_OFF,
) -> dict[str, Gaps]:
    """Give for each node, by its id, when it had no power or no link; others are left out."""
    nodes: dict[str, list[str]] = {}
    for lamp in lamps:
        nodes.setdefault(lamp.panel, []).append(lamp.node)
    spans: dict[str, list[tuple[int, int]]] = {}
    for one in ailed:
        kind, target = one.ailment.kind, one.ailment.target
        if kind not in kinds:
            continue
        for node in nodes.get(target, ()) if kind in OF_PANELS else (target,):
            spans.setdefault(node, []).append((one.began_ms, one.ended_ms or end_ms))
    return {node: tuple(_joined(sorted(of_node))) for node, of_node in spans.items()}


def _joined(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    from_ms = until_ms = None
    for begin_ms, end_ms in spans:
        if from_ms is None or until_ms is None:
            from_ms, until_ms = begin_ms, end_ms
        elif begin_ms <= until_ms:
            until_ms = max(until_ms, end_ms)
        else:
            yield from_ms, until_ms
            from_ms, until_ms = begin_ms, end_ms
    if from_ms is not None and until_ms is not None:
        yield from_ms, until_ms


def heard_ms(from_ms: int, until_ms: int, gaps: Gaps) -> int:
    """Give how much of a span lies outside of the gaps [ms]."""
    if until_ms <= from_ms:
        return 0
    lost = (max(0, min(end, until_ms) - max(begin, from_ms)) for begin, end in gaps)
    return until_ms - from_ms - sum(lost)


def is_in(at_ms: int, gaps: Gaps) -> bool:
    """Say whether a moment lies in one of the gaps."""
    return any(begin_ms <= at_ms < end_ms for begin_ms, end_ms in gaps)
