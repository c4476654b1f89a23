"""An MQTT broker inside the process: no thread, no clock, the same order every time.

Simulated fleets in stepped time meet the controller on it. It keeps what a real broker keeps
(retained messages, persistent sessions, wills) and passes the same tests; `stop`, `start` and a
link's `abort` play the outages. Not for use from several threads.
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence

import msgspec
from msgspec.structs import replace

from devices.link import Arrived, Connected, LinkEvent, Lost, Will
from devices.sim.memory_session import Session
from devices.sim.memory_topics import Message, Topics

Deliver = Callable[[LinkEvent], None]


class _Receipt(msgspec.Struct, frozen=True, gc=False):
    connection: int
    mid: int


class MemoryBroker:
    """The broker: sessions by client id, retained messages, who wants what, who is here."""

    def __init__(self) -> None:
        self._is_up = True
        self._topics = Topics()
        self._sessions: dict[str, Session] = {}
        self._online: dict[str, MemoryLink] = {}
        self._hopeful: dict[MemoryLink, None] = {}
        self._on_the_way: deque[Message] = deque()
        self._is_routing = False
        self._being_sent_to: set[str] = set()

    @property
    def dropped(self) -> int:
        """How many messages found a client's queue full and are lost."""
        return sum(session.dropped for session in self._sessions.values())

    def link(
        self,
        *,
        client_id: str,
        subscriptions: tuple[str, ...],
        will: Will | None,
        deliver: Deliver,
        clean: bool = False,
    ) -> "MemoryLink":
        """Build a link; `clean` means that the broker forgets the client when it leaves."""
        link = MemoryLink(self, client_id, will, deliver, clean=clean)
        for topic_filter in subscriptions:
            link.subscribe(topic_filter)
        return link

    def stop(self) -> None:
        """Die at once: every connection is lost, and no will is published."""
        self._is_up = False
        for link in tuple(self._online.values()):
            self._disconnect(link)
            self._hopeful[link] = None
            link.lose("the broker went away")

    def start(self, *, forget: bool) -> None:
        """Come back, with all that was kept or, with `forget`, empty; links connect again."""
        if forget:
            self._sessions.clear()
            self._topics = Topics()
        self._is_up = True
        hopeful = tuple(self._hopeful)
        self._hopeful.clear()
        for link in hopeful:
            self.connect(link)

    def connect(self, link: "MemoryLink") -> None:
        """Take a link on, or have it wait for the broker; throw out another of the same id."""
        if not self._is_up:
            self._hopeful[link] = None
            link.lose("the broker is away")
            return
        if link.client_id in self._online:
            self.abort(self._online[link.client_id], "another client came with the same id")
        if link.clean:
            self._forget(link.client_id)
        session_present = link.client_id in self._sessions
        self._sessions.setdefault(link.client_id, Session()).rewind()
        self._online[link.client_id] = link
        link.greet(session_present=session_present)
        self._send(link.client_id)

    def leave(self, link: "MemoryLink") -> None:
        """Let a link go in good order."""
        self._hopeful.pop(link, None)
        self._disconnect(link)

    def abort(self, link: "MemoryLink", reason: str) -> None:
        """Break a link's connection; its will is published."""
        self._hopeful.pop(link, None)
        if not self._disconnect(link):
            return
        link.lose(reason)
        if link.will is not None:
            self.publish(Message(link.will.topic, link.will.payload, qos=1, retained=True))

    def _disconnect(self, link: "MemoryLink") -> bool:
        if self._online.get(link.client_id) is not link:
            return False
        del self._online[link.client_id]
        if link.clean:
            self._forget(link.client_id)
        return True

    def _forget(self, client_id: str) -> None:
        session = self._sessions.pop(client_id, None)
        if session is not None:
            self._topics.unwant(client_id, session.filters)

    def subscribe(self, client_id: str, topic_filter: str) -> None:
        """Note what a client wants, and send it what is retained there."""
        session = self._sessions[client_id]
        session.filters[topic_filter] = None
        self._topics.want(client_id, topic_filter)
        for message in self._topics.retained(topic_filter):
            session.offer(message, is_online=True)
        self._send(client_id)

    def unsubscribe(self, client_id: str, topic_filter: str) -> None:
        """Note that a client no longer wants a topic."""
        self._sessions[client_id].filters.pop(topic_filter, None)
        self._topics.unwant(client_id, [topic_filter])

    def publish(self, message: Message) -> None:
        """Pass a message on; one that comes while another is passed on waits for its turn."""
        if self._is_routing:
            self._on_the_way.append(message)
            return
        self._is_routing = True
        try:
            self._route(message)
            while self._on_the_way:
                self._route(self._on_the_way.popleft())
        finally:
            self._is_routing = False

    def _route(self, message: Message) -> None:
        if message.retained:
            self._topics.retain(message)
            message = replace(message, retained=False)
        sessions, online = self._sessions, self._online
        for client_id in self._topics.takers(message.topic):
            sessions[client_id].offer(message, is_online=client_id in online)
            self._send(client_id)

    def confirm(self, client_id: str, mids: Iterable[int]) -> None:
        """Forget what a client has acknowledged, and send what waited for that."""
        self._sessions[client_id].confirm(mids)
        self._send(client_id)

    def _send(self, client_id: str) -> None:
        session = self._sessions.get(client_id)
        if session is None or not session.waiting or client_id in self._being_sent_to:
            return  # nothing to send, or a caller further up is at it, with what there is now
        self._being_sent_to.add(client_id)
        try:
            while (link := self._online.get(client_id)) and (
                sent := self._sessions[client_id].take()
            ):
                link.receive(*sent)
        finally:
            self._being_sent_to.remove(client_id)


class MemoryLink:
    """A `Link` to the broker in the same process, with a cable that can be pulled."""

    def __init__(
        self,
        broker: MemoryBroker,
        client_id: str,
        will: Will | None,
        deliver: Deliver,
        *,
        clean: bool,
    ) -> None:
        self.client_id = client_id
        self.will = will
        self.clean = clean
        self._broker = broker
        self._deliver = deliver
        self._filters: dict[str, bool] = {}  # False: to be taken back at the next connect
        self._connection = 0
        self._is_online = False

    def start(self) -> None:
        """Connect now, or as soon as the broker is back."""
        if not self._is_online:
            self._broker.connect(self)

    def publish(self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False) -> bool:
        """Hand a message to the broker; False while there is no connection."""
        if self._is_online:
            self._broker.publish(Message(topic, payload, qos, retain))
        return self._is_online

    def acknowledge(self, receipts: Sequence[object]) -> None:
        """Let the broker forget messages that are safe now; older connections' are ignored."""
        mids = [
            receipt.mid
            for receipt in receipts
            if isinstance(receipt, _Receipt) and receipt.connection == self._connection
        ]
        if mids:
            self._broker.confirm(self.client_id, mids)

    def subscribe(self, topic_filter: str) -> None:
        """Ask for a topic at QoS 1, now and after every connect."""
        self._filters[topic_filter] = True
        if self._is_online:
            self._broker.subscribe(self.client_id, topic_filter)

    def unsubscribe(self, topic_filter: str) -> None:
        """Take `subscribe` back."""
        self._filters[topic_filter] = False
        if self._is_online:
            self._broker.unsubscribe(self.client_id, topic_filter)

    def stop(self) -> None:
        """Leave in good order: the will is not published."""
        self._end()
        self._broker.leave(self)

    def abort(self) -> None:
        """Pull the cable: the will is published; `start` connects again."""
        self._broker.abort(self, "the connection broke")

    def greet(self, *, session_present: bool) -> None:
        """The broker's yes to a connect."""
        self._is_online = True
        self._deliver(Connected(session_present))
        for topic_filter, is_wanted in tuple(self._filters.items()):
            if not self._is_online:
                return  # whoever was told has hung up already
            ask = self._broker.subscribe if is_wanted else self._broker.unsubscribe
            ask(self.client_id, topic_filter)

    def lose(self, reason: str) -> None:
        """The broker's no, or its going away."""
        self._end()
        self._deliver(Lost(reason))

    def receive(self, mid: int, message: Message) -> None:
        """A message from the broker."""
        receipt = _Receipt(self._connection, mid) if mid else None
        self._deliver(Arrived(message.topic, message.payload, message.retained, receipt))

    def _end(self) -> None:
        self._is_online = False
        self._connection += 1
