"""Pulses: identify, self-test, reboot. Each id acts once, and none after it expired."""

from msgspec.structs import replace

from devices.node import self_test
from devices.node.facts import Identify, Reboot
from devices.node.memory import KEPT_COMMANDS
from devices.node.reports import send_events
from devices.node.state import Turn
from devices.wire.down import Command
from schedules.decision import Trust

IDENTIFY_S = 30
_LONGEST_IDENTIFY_S = 600


def obey(turn: Turn, command: Command) -> None:
    """Act on a command, and say in an event what became of it."""
    memory = turn.node.memory
    if command.id in memory.commands:
        return
    turn.save(replace(memory, commands=(*memory.commands, command.id)[-KEPT_COMMANDS:]))
    result = _result(turn, command)
    turn.is_urgent = True  # somebody waits for the answer
    turn.record("command", id=command.id, what=command.action, result=result)
    if result == "done":
        _act(turn, command)


def _result(turn: Turn, command: Command) -> str:
    moment = turn.node.moment
    if moment.trust is Trust.UNKNOWN:
        return "refused"  # it may have expired, and nobody here can tell
    if moment.now_ms > command.expires_ms:
        return "expired"
    is_possible = command.action != "self-test" or self_test.can_begin(turn.node)
    return "done" if is_possible else "refused"


def _act(turn: Turn, command: Command) -> None:
    match command.action:
        case "identify":
            turn.actions.append(Identify(_seconds(command)))
        case "self-test":
            self_test.begin(turn, command)
        case "reboot":
            send_events(turn)  # nothing is sent after a reboot was asked for
            turn.actions.append(Reboot())


def _seconds(command: Command) -> int:
    asked = command.arguments.get("seconds", IDENTIFY_S)
    return min(asked, _LONGEST_IDENTIFY_S) if type(asked) is int and asked > 0 else IDENTIFY_S
