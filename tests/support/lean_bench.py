"""Clients with a lean link."""

from collections.abc import Callable

from devices.endpoint import Endpoint
from devices.lean import LeanLink
from devices.link import LinkEvent, Will
from tests.support.brokers import Peer


def lean_peer(
    endpoint: Endpoint,
    *filters: str,
    client_id: str = "ear",
    will: Will | None = None,
    deliver: Callable[[LinkEvent], None] | None = None,
) -> Peer:
    """Build a client with a lean link, and start it."""
    peer = Peer()
    peer.link = LeanLink(
        endpoint,
        client_id=client_id,
        subscriptions=filters,
        will=will,
        deliver=deliver or peer.deliver,
        jitter=lambda: 0.02,
    )
    peer.link.start()
    return peer
