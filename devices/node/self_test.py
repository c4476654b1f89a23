"""The self-test: full light, half and a tenth, each measured, then back to what is wanted.

It lives in memory alone and ends by itself: whoever asked for it may be gone, a reboot ends it too.
"""

import msgspec
from msgspec.structs import replace

from devices.node.facts import Measured
from devices.node.state import Node, Turn
from devices.wire.down import Command

LEVELS = (100, 50, 10)
"""What is tried [%]."""
HOLD_S = 10
_LONGEST_HOLD_S = 60


class SelfTest(msgspec.Struct, frozen=True, gc=False):
    """A test under way: its command, how long each level is held, which one, and until when.

    Attributes:
        due_ms: When the present level is measured [ms of uptime].
    """

    id: str
    levels: tuple[int, ...]
    hold_ms: int
    due_ms: int
    step: int = 0

    @property
    def level(self) -> int:
        """The level that is tried now [%]."""
        return self.levels[self.step]


def can_begin(node: Node) -> bool:
    """Whether nobody works at the pole, the node is in use, and no other test is under way."""
    return node.local_level is None and not node.desired.retired and node.test is None


def begin(turn: Turn, command: Command) -> None:
    """Try the first level."""
    asked = command.arguments.get("seconds", HOLD_S)
    is_sensible = type(asked) is int and 0 < asked <= _LONGEST_HOLD_S
    hold_ms = (asked if is_sensible and isinstance(asked, int) else HOLD_S) * 1000
    levels = LEVELS if turn.node.identity.capabilities.dim else LEVELS[:1]
    due_ms = turn.node.moment.uptime_ms + hold_ms
    turn.node = replace(turn.node, test=SelfTest(command.id, levels, hold_ms, due_ms))


def go_on(turn: Turn, measured: Measured | None) -> None:
    """Note what the lamp draws when a level was held long enough, and try the next."""
    test, uptime_ms = turn.node.test, turn.node.moment.uptime_ms
    if test is None:
        return
    if turn.node.local_level is not None:
        _end(turn, test, "refused")
    elif test.due_ms <= uptime_ms:
        _note(turn, test, measured or Measured())
        if test.step + 1 == len(test.levels):
            _end(turn, test, "done")
            return
        after = replace(test, step=test.step + 1, due_ms=uptime_ms + test.hold_ms)
        turn.node = replace(turn.node, test=after)


def _note(turn: Turn, test: SelfTest, measured: Measured) -> None:
    turn.is_urgent = True
    turn.record(
        "self-test",
        id=test.id,
        step=test.step + 1,
        level=turn.node.level,
        power_w=measured.power_w,
        supply_v=measured.supply_v,
    )


def _end(turn: Turn, test: SelfTest, result: str) -> None:
    turn.is_urgent = True
    turn.record("self-test", id=test.id, result=result)
    turn.node = replace(turn.node, test=None)
    turn.is_test_over = True
