"""The link that both ends of the wire are written against.

What travels is bytes on topics; `devices.wire` knows what they mean. `devices.mqtt` and
`devices.lean` carry them over a real broker, `devices.sim.memory_broker` inside one process for
runs in stepped time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import msgspec

# A topic that is not UTF-8 is handed on as this, so that the reader counts it as a foreign one.
UNREADABLE_TOPIC = "\ufffd"


@dataclass(frozen=True, slots=True)
class Connected:
    """The broker took us; what it kept for us follows."""

    session_present: bool
    """False: the broker knows nothing of us any more, whatever it held is gone."""


@dataclass(frozen=True, slots=True)
class Lost:
    """The connection ended, or could not be made; the link goes on trying."""

    reason: str


# A struct, not a dataclass: one is made for each message, in a fifth of the time.
class Arrived(msgspec.Struct, frozen=True, gc=False):
    """A message. Unless it is acknowledged, the broker sends it again after the next connect."""

    topic: str
    payload: bytes
    retained: bool
    """True: the broker had kept it, and sent it because we subscribed."""
    receipt: object
    """Opaque; handed back to `Link.acknowledge` once the message is safe."""


LinkEvent = Connected | Lost | Arrived


@dataclass(frozen=True, slots=True)
class Will:
    """What the broker says for us when we vanish without a word; QoS 1, retained."""

    topic: str
    payload: bytes


class Link(Protocol):
    """One client's connection to a broker; its events go to the `deliver` it was built with.

    `deliver` may be called from another thread and must only put the event on a queue.
    """

    def start(self) -> None:
        """Connect, and keep connected until `stop`."""
        ...

    def publish(self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False) -> bool:
        """Hand a message to the link.

        Returns:
            False if it was not taken (no connection, queue full): the caller has to come again.
            True is no proof of arrival either; only an answer from the other end is. Nor does order
            hold where many wait: what must not be overtaken carries a version or a number.
        """
        ...

    def acknowledge(self, receipts: Sequence[object]) -> None:
        """Let the broker forget messages that are safe now.

        Receipts of older connections are ignored: their messages come again.
        """
        ...

    def subscribe(self, topic_filter: str) -> None:
        """Ask for a topic (`+` and `#` allowed) at QoS 1, now and after every connect."""
        ...

    def unsubscribe(self, topic_filter: str) -> None:
        """Take `subscribe` back."""
        ...

    def stop(self) -> None:
        """Leave in good order: what was taken is sent, and the will is not."""
        ...
