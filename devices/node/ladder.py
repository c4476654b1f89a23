"""From what a node holds to what its lamp does: ladder asked, lamp driven, change told."""

from dataclasses import replace

from devices.node.facts import SetLevel
from devices.node.memory import Memory
from devices.node.state import Node, Ramp, Turn
from devices.wire.documents import to_overrides, to_program
from schedules.decision import Override, Situation, Wanted, decide
from schedules.program import Program

FULL_LEVEL = 100


def held_program(memory: Memory) -> Program | None:
    """The program in flash, ready for the ladder."""
    return to_program(memory.program) if memory.program else None


def held_overrides(memory: Memory) -> tuple[Override, ...]:
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
    before = turn.node.wanted
    wanted = decide(_situation(turn.node), turn.node.moment.now_ms)
    if wanted != before:
        turn.node = replace(turn.node, wanted=wanted)
    level = _driven(turn.node, wanted.level)
    if before is None or level != turn.node.ramp.to_level:
        _drive(turn, level, 0 if before is None else wanted.fade_s)
    if before is None or wanted.level != before.level:
        _tell(turn, wanted, level)


def _tell(turn: Turn, wanted: Wanted, level: int) -> None:
    turn.record(
        "level", level=level, wanted_level=wanted.level, by=wanted.by, what=wanted.what[:200]
    )


def _situation(node: Node) -> Situation:
    default_level, trust = node.desired.default_level, node.moment.trust
    if node.desired.retired:
        return Situation((), None, default_level, trust, node.local_level)
    return Situation(node.overrides, node.program, default_level, trust, node.local_level)


def _driven(node: Node, wanted_level: int) -> int:
    """What the driver can do of a wanted level: off, or no less than its least light [%]."""
    able = node.identity.capabilities
    if wanted_level == 0:
        return 0
    if not able.dim:
        return FULL_LEVEL
    return max(wanted_level, able.min_level, node.memory.settings.min_level)


def _drive(turn: Turn, level: int, fade_s: int) -> None:
    node = turn.node
    fade_s = fade_s if node.identity.capabilities.fade else 0
    start_ms = node.moment.uptime_ms
    ramp = Ramp(node.level, level, start_ms, start_ms + fade_s * 1000)
    turn.node = replace(node, ramp=ramp)
    turn.actions.append(SetLevel(level, fade_s))
