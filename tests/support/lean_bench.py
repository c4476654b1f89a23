"""The lean link on a real broker, and on the same cables as the link over paho."""

from collections.abc import Callable

from typing_extensions import override

from devices.endpoint import Endpoint
from devices.lean import LeanLink
from devices.link import LinkEvent, Will
from tests.support.brokers import Peer, ProcessBench
from tests.support.cable import Cable


class LeanBench(ProcessBench):
    """A broker process, each client with a lean link through a cable of its own."""

    @override
    def peer(self, client_id: str, *filters: str, will: Will | None = None) -> Peer:
        cable = Cable(self._broker.port)
        endpoint = Endpoint("127.0.0.1", cable.port)
        peer = lean_peer(endpoint, *filters, client_id=client_id, will=will)
        self._cables[peer] = cable
        peer.wait_for(lambda: bool(peer.connects or peer.losses))
        return peer


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
