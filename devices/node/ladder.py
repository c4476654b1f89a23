"""From what a node holds to what its lamp does: ladder asked, lamp driven, change told."""

from msgspec.structs import replace

from devices.node.facts import SetLevel
from devices.node.memory import Memory
from devices.node.sensors import senses_now
from devices.node.state import Node, Ramp, Turn
from devices.wire.documents import (
    to_effects,
    to_factors,
    to_overrides,
    to_photocells,
    to_program,
)
from schedules.decision import Override, Situation, Wanted, decide
from schedules.factors import S_PER_H, Driven, driven

_BY_PROGRAM = frozenset({"program", "default"})
_NEWS_PERCENT = 1.0
"""A change of the driver's output that is worth an order while the level stays [%]."""


def holding(node: Node) -> Node:
    """The node with what lies in its flash ready for the ladder."""
    memory, able = node.memory, node.identity.capabilities
    settings = memory.settings
    return replace(
        node,
        program=to_program(memory.program) if memory.program else None,
        overrides=_overrides(memory),
        effects=to_effects(settings.effects or ()),
        photocells=to_photocells(settings.photocells or ()) if able.photocell else (),
        factors=to_factors(settings.factors, able, settings.min_level),
    )


def _overrides(memory: Memory) -> tuple[Override, ...]:
    """All overrides in flash: the node's own and those of its groups."""
    desired = memory.desired
    own = to_overrides(desired.overrides, desired.version, "node") if desired else ()
    of_groups = (
        override
        for group, document in memory.overrides.items()
        for override in to_overrides(document.overrides, document.version, f"group:{group}")
    )
    return (*own, *of_groups)


def settle(turn: Turn) -> None:
    """Bring the lamp to what the ladder wants now; tell, if that is another level."""
    before, now_ms = turn.node.wanted, turn.node.moment.now_ms
    if not turn.is_test_over and still_holds(turn.node):
        return
    wanted = decide(_situation(turn.node), now_ms)
    if wanted != before:
        turn.node = replace(turn.node, wanted=wanted)
    test = turn.node.test
    todo = _driven(turn.node, wanted.level if test is None else test.level)
    is_at_once = before is None or test is not None or turn.is_test_over
    if before is None or todo.level != turn.node.ramp.to_level:
        _drive(turn, todo, 0 if is_at_once or before is None else _fade_s(before, wanted))
    elif abs(todo.output - turn.node.output) >= _NEWS_PERCENT and not turn.node.is_fading:
        _drive(turn, todo, 0)
    if before is None or wanted.level != before.level:
        _tell(turn, wanted, _driven(turn.node, wanted.level).level)
    is_driven = abs(todo.output - turn.node.output) < _NEWS_PERCENT
    ground = _ground(turn.node) if is_driven else ()
    turn.node = replace(turn.node, settled=ground, settled_ms=now_ms)


def still_holds(node: Node) -> bool:
    """Whether the ladder would answer as it did last: so it is at nearly every event."""
    wanted, now_ms = node.wanted, node.moment.now_ms
    if wanted is None or not node.settled or now_ms < node.settled_ms:
        return False
    if wanted.until_ms is not None and now_ms >= wanted.until_ms:
        return False
    return node.settled == _ground(node)


def _ground(node: Node) -> tuple[object, ...]:
    """All that bears on the answer but time; empty where sensors or burning hours do, too."""
    if node.photocells or node.effects or node.factors.clo:
        return ()
    return (
        node.overrides,
        node.program,
        node.memory.desired,
        node.moment.trust,
        node.local_level,
        node.factors,
        node.memory.settings,
        node.test,
    )


def _fade_s(before: Wanted, wanted: Wanted) -> int:
    """How long the way takes; back to the program in the time that what ended asks for."""
    is_back = wanted.by in _BY_PROGRAM and before.by not in _BY_PROGRAM
    if is_back and before.fade_back_s is not None:
        return before.fade_back_s
    return wanted.fade_s


def _tell(turn: Turn, wanted: Wanted, level: int) -> None:
    turn.record(
        "level", level=level, wanted_level=wanted.level, by=wanted.by, what=wanted.what[:200]
    )


def _situation(node: Node) -> Situation:
    default_level, trust = node.desired.default_level, node.moment.trust
    if node.desired.retired:
        return Situation((), None, default_level, trust, node.local_level)
    return Situation(
        node.overrides,
        node.program,
        default_level,
        trust,
        node.local_level,
        node.photocells,
        node.effects,
        senses_now(node),
    )


def _driven(node: Node, wanted_level: int) -> Driven:
    """What the lamp and its driver do of a wanted level."""
    factors, burn_s = node.factors, node.sensors.burn_s
    if not factors.clo or burn_s is None:
        return driven(wanted_level, factors, None)
    return driven(wanted_level, factors, burn_s // S_PER_H * S_PER_H)


def _drive(turn: Turn, todo: Driven, fade_s: int) -> None:
    node = turn.node
    fade_s = fade_s if node.identity.capabilities.fade else 0
    start_ms = node.moment.uptime_ms
    ramp = Ramp(node.level, todo.level, start_ms, start_ms + fade_s * 1000)
    turn.node = replace(node, ramp=ramp, output=todo.output)
    if node.memory.settings.factors is None:
        turn.actions.append(SetLevel(todo.level, fade_s))
    else:
        turn.actions.append(SetLevel(todo.level, fade_s, todo.output, todo.arc))
