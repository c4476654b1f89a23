"""A fleet in stepped time on the broker in this process: the same run every time, and a fast one.

Nothing waits: each step goes to the next moment at which something is due, and whoever else takes
part (a controller) gets its turn after every step.
"""

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial

from devices import link
from devices.node import facts
from devices.sim.air import Air
from devices.sim.due_times import DueTimes
from devices.sim.lamp import Lamp, Operation
from devices.sim.memory_broker import MemoryBroker, MemoryLink
from devices.sim.truth import Truth


class SteppedFleet:
    """Lamps on a `MemoryBroker`.

    Args:
        lamps: The lamps, all built with a `start_ms` not after `now_ms`.
        broker: The broker that the controller is on too.
        now_ms: Where time stands [ms since 1970 UTC].
        keeps_samples: Whether the truth is to know each sample, which a long run can't hold.
        air: What loses some of the messages of lamps; None: nothing does.
        stride_ms: What is due so soon after is lived through in the same step, each lamp at its
            own moments still; only what is said is heard at the step's end [ms].
    """

    def __init__(
        self,
        lamps: Sequence[Lamp],
        broker: MemoryBroker,
        now_ms: int,
        *,
        keeps_samples: bool = True,
        stride_ms: int = 0,
        air: Air | None = None,
    ) -> None:
        self.now_ms = now_ms
        of_lamps = {lamp.node_id: lamp.truth for lamp in lamps}
        self.truth = Truth(of_lamps, keeps_samples=keeps_samples)
        self._stride_ms = stride_ms
        self._air = air or Air(0.0, 0)
        self._lamps = tuple(lamps)
        self._broker = broker
        self._opened = 0
        self._links: dict[int, tuple[int, MemoryLink]] = {}
        self._inbox: deque[tuple[int, int, link.LinkEvent]] = deque()
        self._delivered: deque[tuple[int, int]] = deque()
        self._due = DueTimes()
        for number in range(len(self._lamps)):
            self._plan(number)

    def run_until(
        self,
        until_ms: int,
        after: Callable[[int], None] = lambda _: None,
        every_ms: int = 60_000,
    ) -> None:
        """Go on to a moment.

        Args:
            until_ms: Where to stop [ms since 1970 UTC].
            after: Called with the moment after each step; what it publishes is heard next.
            every_ms: The longest step, so that `after` is called at least that often [ms].
        """
        while self.now_ms < until_ms:
            self.step(min(until_ms, self.now_ms + every_ms))
            after(self.now_ms)
            while self._inbox or self._delivered:
                self._hear()
                after(self.now_ms)

    def step(self, latest_ms: int) -> None:
        """Go to the next moment at which a lamp has something to do, or to `latest_ms`."""
        due_ms = self._due.first_ms
        next_ms = latest_ms if due_ms is None else min(due_ms + self._stride_ms, latest_ms)
        self.now_ms = max(self.now_ms, next_ms)
        for number, messages in self._air.arrived(self.now_ms):
            for message in messages:
                self._pass_through(number, message)
        for number in self._due.taken(self.now_ms):
            self._perform(number, self._lamps[number].advance(self.now_ms))
        self._hear()

    def _hear(self) -> None:
        """Tell the lamps what came, until nothing comes any more."""
        while self._inbox or self._delivered:
            while self._delivered:
                number, token = self._delivered.popleft()
                self._tell(number, facts.Delivered(token))
            if self._inbox:
                number, opening, event = self._inbox.popleft()
                current, source = self._links.get(number, (None, None))
                if source is not None and current == opening:
                    self._pass_on(number, source, event)

    def _pass_on(self, number: int, source: MemoryLink, event: link.LinkEvent) -> None:
        match event:
            case link.Connected():
                self._tell(number, facts.Connected())
            case link.Lost():
                self._forget(number)
                source.stop()  # the node decides when it comes back, not the link
                self._tell(number, facts.Lost())
            case link.Arrived():
                source.acknowledge([event.receipt])
                self._tell(number, facts.Arrived(event.topic, event.payload, event.retained))

    def _tell(self, number: int, event: facts.Event) -> None:
        self._perform(number, self._lamps[number].tell(event, self.now_ms))

    def _perform(self, number: int, operations: Sequence[Operation]) -> None:
        for operation in operations:
            self._do(number, operation)
        self._plan(number)

    def _do(self, number: int, operation: Operation) -> None:
        if isinstance(operation, facts.Connect):
            self._connect(number, operation)
        elif number not in self._links:
            pass
        elif isinstance(operation, facts.Publish):
            self._publish(number, operation)
        else:
            self._use(number, self._links[number][1], operation)

    def _publish(self, number: int, message: facts.Publish) -> None:
        self.truth.note_handed(self._lamps[number].node_id, message)
        if not self._air.takes(number, message, self.now_ms):
            self._pass_through(number, message)

    def _use(self, number: int, current: MemoryLink, operation: Operation) -> None:
        match operation:
            case facts.Subscribe():
                for topic_filter in operation.filters:
                    current.subscribe(topic_filter)
            case facts.Unsubscribe():
                for topic_filter in operation.filters:
                    current.unsubscribe(topic_filter)
            case _:
                self._forget(number)
                current.abort()
                current.stop()

    def _connect(self, number: int, operation: facts.Connect) -> None:
        self._opened += 1
        source = self._broker.link(
            client_id=self._lamps[number].node_id,
            subscriptions=(),
            will=link.Will(operation.will_topic, operation.will_payload),
            deliver=partial(self._deliver, number, self._opened),
        )
        self._links[number] = (self._opened, source)
        source.start()

    def _deliver(self, number: int, opening: int, event: link.LinkEvent) -> None:
        self._inbox.append((number, opening, event))

    def _forget(self, number: int) -> None:
        del self._links[number]
        self._air.forget(number)

    def _pass_through(self, number: int, message: facts.Publish) -> None:
        if number not in self._links:
            return
        taken = self._links[number][1].publish(
            message.topic, message.payload, qos=message.qos, retain=message.retain
        )
        if taken:
            self.truth.note_confirmed(self._lamps[number].node_id, message)
            if message.token is not None:
                self._delivered.append((number, message.token))

    def _plan(self, number: int) -> None:
        self._due.put(number, self._lamps[number].due_ms)
