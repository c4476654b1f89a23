"""A small town for simulated fleets: a program, and somebody who publishes it and confirms events.

The stand-in knows no more of a controller than the wire asks for; scoring is left to the tests.
"""

from collections import Counter, deque
from collections.abc import Sequence

from devices.errors import DeviceError
from devices.link import Arrived, Connected, Link, LinkEvent
from devices.mqtt import Endpoint, MqttLink
from devices.sim.memory_broker import MemoryBroker
from devices.wire import topics, up
from devices.wire.codec import decode, encode
from devices.wire.documents import to_document
from devices.wire.down import Desired, ProgramDocument, Received
from devices.wire.settings import Settings
from devices.wire.up import Message
from schedules.program import DAY_S, Program, SwitchPoint
from tests.support.wire_words import SITE

NOON_MS = 1_786_939_200_000
HOUR_MS = 3_600_000
DUSK_H, LATE_H, DAWN_H = 6, 10, 18
NIGHT = (
    SwitchPoint(DUSK_H * 3600, 100, 30, "dusk"),
    SwitchPoint(LATE_H * 3600, 60, 120, "22:00"),
    SwitchPoint(DAWN_H * 3600, 0, 0, "dawn"),
)


def ordinary_program(name: str = "roads") -> Program:
    """The same night again and again: 100 % from 6 h after noon, 60 % from 10 h, off from 18 h."""
    noon_s = NOON_MS // 1000
    points = tuple(
        SwitchPoint(noon_s + point.at_s, point.level, point.fade_s, point.because)
        for point in NIGHT
    )
    return Program(name, noon_s, noon_s + DAY_S, 1, points, NIGHT)


class Ledger:
    """What arrived, by the keys of the wire."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.refused = 0
        self.samples: dict[tuple[str, str, int], up.Sample] = {}
        self.events: dict[tuple[str, str, int], up.Event] = {}
        self.reported: dict[str, up.Reported] = {}
        self.status: dict[str, up.Status] = {}
        self.wills: list[tuple[str, up.LastWill]] = []

    def enter(self, topic_text: str, payload: bytes) -> tuple[str, Message] | None:
        """Write a message down; give the node and what it said, or None for what is not up."""
        try:
            topic, node = topics.parse(SITE, topic_text)
            if topic.way == "down":
                return None
            message = decode(topic, payload)
        except DeviceError:
            self.refused += 1
            return None
        self.counts[topic.name] += 1
        self._keep(node, message)
        return node, message

    def _keep(self, node: str, message: Message) -> None:
        match message:
            case up.Telemetry():
                for sample in message.samples:
                    self.samples[node, message.session, sample.at_ms] = sample
            case up.Events():
                for event in message.events:
                    self.events[node, message.log, event.n] = event
            case up.Reported():
                self.reported[node] = message
            case up.Status():
                self.status[node] = message
            case up.LastWill():
                self.wills.append((node, message))
            case _:
                pass

    def confirmation(self, node: str, log: str) -> Received:
        """Confirm what came of a log without a hole, or up to the hole."""
        upto = 0
        while (node, log, upto + 1) in self.events:
            upto += 1
        return Received(log=log, upto=upto)


def documents(
    nodes: Sequence[str], settings: Settings | None = None, version: int = 1
) -> list[tuple[str, bytes]]:
    """What the town publishes, retained: its program, and each node's own document."""
    program: ProgramDocument = to_document(ordinary_program(), version, issued_ms=1)
    desired = Desired(
        version=version,
        issued_ms=1,
        program=program.id,
        groups=["all"],
        settings=settings or Settings(),
    )
    own = [(topics.DESIRED.of(SITE, node), encode(desired)) for node in nodes]
    return [(topics.PROGRAM.of(SITE, program.id), encode(program)), *own]


class Town:
    """The stand-in; it reads when it is stepped, so its link may deliver from any thread."""

    link: Link

    def __init__(self) -> None:
        self.ledger = Ledger()
        self.is_connected = False
        self._inbox: deque[Arrived] = deque()

    def deliver(self, event: LinkEvent) -> None:
        """Take an event of the link."""
        if isinstance(event, Arrived):
            self._inbox.append(event)
        else:
            self.is_connected = isinstance(event, Connected)

    def publish(self, nodes: Sequence[str], settings: Settings | None = None) -> None:
        """Say what the lamps shall do."""
        for topic, payload in documents(nodes, settings):
            assert self.link.publish(topic, payload, retain=True)

    def step(self, _: int = 0) -> None:
        """Read what came, confirm events, then let the broker forget."""
        while self._inbox:
            arrived = self._inbox.popleft()
            entered = self.ledger.enter(arrived.topic, arrived.payload)
            if entered and isinstance(entered[1], up.Events):
                received = self.ledger.confirmation(entered[0], entered[1].log)
                topic = topics.RECEIVED.of(SITE, entered[0])
                self.link.publish(topic, encode(received))
            self.link.acknowledge([arrived.receipt])


UP = f"{topics.ROOT}/{SITE}/node/+/+"


def stepped_town(broker: MemoryBroker, nodes: Sequence[str]) -> Town:
    """The stand-in on the broker inside the process, which has said what the lamps shall do."""
    town = Town()
    town.link = broker.link(client_id="town", subscriptions=(UP,), will=None, deliver=town.deliver)
    town.link.start()
    town.publish(nodes)
    return town


def real_town(host: str, port: int) -> Town:
    """The stand-in on a real broker; it is started, and connects on a thread of its own."""
    town = Town()
    town.link = MqttLink(
        Endpoint(host, port),
        client_id="town",
        subscriptions=(UP,),
        will=None,
        deliver=town.deliver,
        jitter=lambda: 0.05,
    )
    town.link.start()
    return town
