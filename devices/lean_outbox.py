"""What the lean link still has to send, or to hear a confirmation of."""

import threading
from collections import deque

from devices.endpoint import QUEUE_LIMIT
from devices.lean_packets import LAST_PUBLICATION_ID, publication

# As much is handed to a connection at once [bytes]; a queue of large documents is not copied whole.
PORTION = 262_144
# Marks a packet as sent before.
DUPLICATE = 0x08


class Outbox:
    """Publications in their order, across connections; any thread may use it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._emptied = threading.Condition(self._lock)
        # Packet id and bytes; id 0 is QoS 0, which nobody confirms.
        self._waiting: deque[tuple[int, bytes]] = deque()
        self._unconfirmed: dict[int, bytes] = {}
        self._used_ids: set[int] = set()
        self._last_id = 0
        self._window = 0
        self._largest = 0

    def renew(self, *, session_present: bool, window: int, largest: int) -> None:
        """Begin a connection: what was sent and not confirmed is sent again, before all else.

        Args:
            session_present: The broker knows us; what comes again is marked as such.
            window: How many unconfirmed publications the broker will have at most.
            largest: The largest packet that it takes [bytes].
        """
        mark = DUPLICATE if session_present else 0
        with self._lock:
            self._window, self._largest = window, largest
            again = [(key, _marked(said, mark)) for key, said in self._unconfirmed.items()]
            # At QoS 0 nothing outlives a connection. A mark may be an earlier connection's.
            later = [(key, _marked(said, said[0] & mark)) for key, said in self._waiting if key]
            fit = [one for one in again + later if len(one[1]) <= largest]
            self._waiting = deque(fit)
            self._unconfirmed.clear()
            self._used_ids = {key for key, _ in fit}
            self._tell_if_empty()

    def add(self, topic: str, payload: bytes, *, qos: int, retain: bool) -> bool:
        """Take a publication; False: there is no room, or it is too large for the broker."""
        with self._lock:
            if len(self._waiting) + len(self._unconfirmed) >= QUEUE_LIMIT:
                return False
            packet_id = self._free_id() if qos else 0
            said = publication(topic, payload, packet_id, retain=retain)
            if len(said) > self._largest:
                return False
            self._used_ids.add(packet_id)
            self._waiting.append((packet_id, said))
            return True

    def due(self) -> bytes:
        """Give what may be sent now, up to a portion; nothing once all is said."""
        portion, size = list[bytes](), 0
        with self._lock:
            while self._waiting and size < PORTION:
                packet_id, said = self._waiting[0]
                if packet_id and len(self._unconfirmed) >= self._window:
                    break
                self._waiting.popleft()
                if packet_id:
                    self._unconfirmed[packet_id] = said
                portion.append(said)
                size += len(said)
            self._tell_if_empty()
        return b"".join(portion)

    def confirm(self, packet_id: int) -> None:
        """Forget what the broker has answered for, be it with a refusal: it would refuse again."""
        with self._lock:
            if self._unconfirmed.pop(packet_id, None) is not None:
                self._used_ids.discard(packet_id)
                self._tell_if_empty()

    def wait_until_empty(self, limit_s: float) -> None:
        """Wait until everything is sent and confirmed, or the time is over."""
        with self._emptied:
            self._emptied.wait_for(self._is_empty, limit_s)

    def _is_empty(self) -> bool:
        return not self._waiting and not self._unconfirmed

    def _tell_if_empty(self) -> None:
        if self._is_empty():
            self._emptied.notify_all()

    def _free_id(self) -> int:
        # There are three times as many ids as places in the queue.
        while True:
            self._last_id = self._last_id % LAST_PUBLICATION_ID + 1
            if self._last_id not in self._used_ids:
                return self._last_id


def _marked(said: bytes, mark: int) -> bytes:
    return bytes([said[0] & ~DUPLICATE | mark]) + said[1:]
