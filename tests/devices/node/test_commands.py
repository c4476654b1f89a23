import pytest

from devices.node import facts
from devices.node.commands import IDENTIFY_S
from devices.node.facts import Identify, Publish, Reboot, Save
from devices.node.memory import KEPT_COMMANDS
from devices.node.self_test import HOLD_S, LEVELS
from devices.wire.down import Command
from schedules.decision import Trust
from tests.support.node_bench import HOUR_MS, NOON_MS, NodeBench

LATER_MS = NOON_MS + HOUR_MS


def _connected() -> NodeBench:
    bench = NodeBench()
    bench.connect()
    bench.forget()
    return bench


def _results(bench: NodeBench) -> list[tuple[str | None, str | None, str | None]]:
    events = (event for event in bench.events() if event.kind == "command")
    return [(event.id, event.what, event.result) for event in events]


def test_a_command_is_done_and_says_so() -> None:
    bench = _connected()
    bench.command(Command(id="c-1", action="identify", expires_ms=LATER_MS))
    assert bench.asked(Identify) == [Identify(IDENTIFY_S)]
    assert _results(bench) == [("c-1", "identify", "done")]


@pytest.mark.parametrize(
    ("seconds", "shown_s"), [(5, 5), (86_400, 600), (0, IDENTIFY_S), ("5", IDENTIFY_S)]
)
def test_identify_takes_a_sensible_number_of_seconds(seconds: object, shown_s: int) -> None:
    bench = _connected()
    arguments = {"seconds": seconds}
    bench.command(
        Command.model_validate(
            {"id": "c", "action": "identify", "expires_ms": LATER_MS, "arguments": arguments}
        )
    )
    assert bench.asked(Identify) == [Identify(shown_s)]


def test_a_command_past_its_end_does_nothing_and_says_so() -> None:
    bench = _connected()
    bench.command(Command(id="c-1", action="reboot", expires_ms=bench.now_ms - 1))
    assert bench.asked(Reboot) == []
    assert _results(bench) == [("c-1", "reboot", "expired")]


def test_without_a_clock_nobody_can_tell_whether_it_expired() -> None:
    bench = _connected()
    bench.trust = Trust.UNKNOWN
    bench.command(Command(id="c-1", action="reboot", expires_ms=LATER_MS))
    assert bench.asked(Reboot) == []
    assert _results(bench) == [("c-1", "reboot", "refused")]


def test_each_id_acts_once_over_a_reboot_too() -> None:
    bench = _connected()
    command = Command(id="c-1", action="reboot", expires_ms=LATER_MS)
    bench.command(command)
    bench.command(command)
    assert len(bench.asked(Reboot)) == 1
    bench.boot("command")
    bench.connect()
    bench.command(command)
    assert bench.asked(Reboot) == []
    assert set(_results(bench)) == {("c-1", "reboot", "done")}


def test_before_a_reboot_its_event_is_in_flash_and_sent() -> None:
    bench = _connected()
    actions = bench.command(Command(id="c-1", action="reboot", expires_ms=LATER_MS))
    kinds = [type(action) for action in actions]
    assert kinds[-1] is Reboot
    assert kinds.index(Save) < kinds.index(Publish) < kinds.index(Reboot)


def test_a_self_test_says_what_the_lamp_does() -> None:
    bench = _connected()
    bench.command(Command(id="c-1", action="self-test", expires_ms=LATER_MS))
    assert bench.node.level == LEVELS[0]
    bench.wait(HOLD_S * 1000 * len(LEVELS))
    told = [event for event in bench.events() if event.kind == "self-test"]
    assert [(one.id, one.level) for one in told[:-1]] == [("c-1", level) for level in LEVELS]
    assert told[-1].result == "done"
    assert bench.node.test is None


def test_a_self_test_ends_in_the_level_that_is_wanted() -> None:
    bench = _connected()
    before = bench.node.level
    bench.command(Command(id="c-1", action="self-test", expires_ms=LATER_MS))
    bench.wait(HOLD_S * 1000 * len(LEVELS))
    assert bench.node.level == before


def test_a_self_test_waits_for_nobody_at_the_local_switch() -> None:
    bench = _connected()
    bench.tell(facts.LocalSwitch(0))
    bench.command(Command(id="c-1", action="self-test", expires_ms=LATER_MS))
    assert _results(bench) == [("c-1", "self-test", "refused")]
    bench.tell(facts.LocalSwitch(None))
    bench.command(Command(id="c-2", action="self-test", expires_ms=LATER_MS))
    bench.tell(facts.LocalSwitch(0))
    assert bench.node.test is None
    assert bench.node.level == 0


def test_a_reboot_ends_a_self_test() -> None:
    bench = _connected()
    bench.command(Command(id="c-1", action="self-test", expires_ms=LATER_MS))
    bench.boot("watchdog")
    assert bench.node.test is None


def test_only_the_newest_ids_are_remembered() -> None:
    bench = _connected()
    bench.tell(facts.Lost())
    for number in range(KEPT_COMMANDS + 5):
        bench.command(Command(id=f"c-{number}", action="identify", expires_ms=LATER_MS))
    assert len(bench.memory.commands) == KEPT_COMMANDS
    assert bench.memory.commands[-1] == f"c-{KEPT_COMMANDS + 4}"
