"""The short way gives what the whole way gives: the same node goes both at each tick."""

from random import Random

import pytest
from msgspec.structs import replace

from devices.node import calm, facts, machine
from devices.node.facts import Moment
from devices.node.state import Node, Seen
from devices.wire import topics
from devices.wire.down import ControllerTime, Received
from tests.support.node_bench import NodeBench, roads


class Walk(NodeBench):
    """A node that befalls anything, and how often it went the short way."""

    reports = 0

    def moment(self) -> Moment:
        """What its clocks say now."""
        return self._moment()

    def befall(self, dice: Random) -> None:
        """Let some time pass, and something happen."""
        self.tick_until(self.now_ms + dice.choice((1, 1000, 60_000, 300_000, 900_000)))
        match dice.randrange(8):
            case 0 if not self.node.contact.is_online:
                self.connect()
            case 1 if dice.random() < 0.2:
                self.tell(facts.Lost())
            case 2 if self.node.memory.outbox.entries:
                upto = dice.choice(self.node.memory.outbox.entries).n
                received = Received(log=self.node.memory.log, upto=upto)
                self.hear(topics.RECEIVED, self.identity.node, received)
            case 3:
                time = ControllerTime(session="0" * 16, at_ms=self.now_ms)
                self.hear(topics.CONTROLLER_TIME, "", time)
            case _:
                for message in self.node.desk.in_flight:
                    self.tell(facts.Delivered(message.token or 0))

    def tick_until(self, moment_ms: int) -> None:
        """Let time pass; each tick, and one a moment before it, goes both ways."""
        while (due_ms := self.booted_ms + machine.next_due_ms(self.node)) <= moment_ms:
            self.now_ms = max(self.now_ms, due_ms - 1)
            self.tick(None)
            self.now_ms = due_ms
            is_measuring = machine.is_measuring(self.node, self.moment())
            self.tick(self.measured if is_measuring else None)
        self.now_ms = moment_ms

    def tick(self, meter: facts.Measured | None) -> None:
        """Tick both ways, and go on with the one that a node goes."""
        node, moment, tick = self.node, self.moment(), facts.Tick(meter)
        if meter is not None:
            self.reports += calm.measure(node, meter, moment) is not None
        at_length, asked_at_length = machine.handle(unsure(node), tick, moment)
        assert self.tell(tick) == asked_at_length
        assert known(self.node) == known(at_length)


def unsure(node: Node) -> Node:
    """The same node, that has to look whether what it does and said is still right."""
    return replace(node, settled=(), desk=replace(node.desk, seen=Seen()))


def known(node: Node) -> Node:
    """All that it knows but by what it saw that."""
    return replace(unsure(node), settled_ms=0)


@pytest.mark.parametrize("seed", range(20))
def test_the_short_way_and_the_whole_way_give_the_same(seed: int) -> None:
    dice = Random(seed)  # noqa: S311 - a test's choices
    walk = Walk()
    qos = dice.choice((0, 1))
    walk.desire(1, settings={"report_s": 300, "telemetry_qos": qos})
    walk.program(roads(1, (0, 10, 0), (1, 20, 60), (5, 0, 0)))
    walk.connect()
    for _ in range(150):
        walk.befall(dice)
    assert walk.reports > 10
