"""What the in-memory broker keeps for one client: its queue, and what it has not acknowledged."""

from collections import deque
from collections.abc import Iterable

from devices.sim.memory_topics import Message

# As in mosquitto.conf: messages that wait for a client, and unacknowledged ones sent to it.
QUEUE_LIMIT = 100_000
IN_FLIGHT_LIMIT = 100


class Session:
    """One client id's messages; outlives its connections."""

    def __init__(self) -> None:
        self.filters: dict[str, None] = {}
        self.dropped = 0
        self.waiting: deque[Message] = deque()  # not sent yet
        self._in_flight: dict[int, Message] = {}
        self._last_mid = 0

    def offer(self, message: Message, *, is_online: bool) -> None:
        """Queue a message; QoS 0 does not wait for an absent client, a full queue takes none."""
        if message.qos == 0 and not is_online:
            return
        if len(self.waiting) >= QUEUE_LIMIT:
            self.dropped += 1
            return
        self.waiting.append(message)

    def take(self) -> tuple[int, Message] | None:
        """Take the next message to send, with its id (0 at QoS 0); None while nothing may go."""
        if not self.waiting or len(self._in_flight) >= IN_FLIGHT_LIMIT:
            return None
        message = self.waiting.popleft()
        if message.qos == 0:
            return 0, message
        self._last_mid += 1
        self._in_flight[self._last_mid] = message
        return self._last_mid, message

    def confirm(self, mids: Iterable[int]) -> None:
        """Forget messages that the client has acknowledged."""
        for mid in mids:
            self._in_flight.pop(mid, None)

    def rewind(self) -> None:
        """Put what was not acknowledged back at the head of the queue, for a new connection."""
        self.waiting.extendleft(reversed(self._in_flight.values()))
        self._in_flight.clear()
        self._last_mid = 0
