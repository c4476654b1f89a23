"""Messages that are none of ours: broken JSON, wrong types, strangers, impossible figures."""

import json
from collections.abc import Callable
from random import Random

from devices.link import LinkEvent
from devices.sim.memory_broker import MemoryBroker

KINDS = ("status", "reported", "telemetry", "event", "nothing")


class Babbler:
    """Somebody on the broker of a city in stepped time, who writes at a steady rate.

    Args:
        broker: The broker.
        site: In the topics.
        nodes: Whose topics are used, besides strangers'.
        seed: Of what is said.
        span_ms: From when to when [ms since 1970 UTC].
        every_ms: Between two messages [ms].
    """

    def __init__(
        self,
        broker: MemoryBroker,
        site: str,
        nodes: tuple[str, ...],
        seed: int,
        span_ms: tuple[int, int],
        every_ms: int,
    ) -> None:
        self._site = site
        self._nodes = nodes
        self._dice = Random(seed)  # noqa: S311 - a simulation has to be repeatable
        self._next_ms, self._until_ms = span_ms
        self._every_ms = every_ms
        self.said = 0
        self._link = broker.link(
            client_id="babbler", subscriptions=(), will=None, deliver=_ignore, clean=True
        )
        self._link.start()

    def speak(self, now_ms: Callable[[], int]) -> None:
        """Say all that is due by now."""
        while self._next_ms < min(self._until_ms, now_ms()):
            self._next_ms += self._every_ms
            self.said += 1
            self._link.publish(self._topic(), self._payload())

    def _topic(self) -> str:
        dice = self._dice
        node = dice.choice(self._nodes) if dice.random() < 0.7 else f"stranger-{dice.random():.6f}"  # noqa: PLR2004 - mostly lamps that we know
        return f"lighting/v1/{self._site}/node/{node}/{dice.choice(KINDS)}"

    def _payload(self) -> bytes:
        dice = self._dice
        return dice.choice(
            (
                b"",
                b"\xff\x00\xfe" * dice.randint(1, 40),
                b'{"v": 1, "session": ',
                b"[" * 2000,
                json.dumps({"v": dice.randint(2, 99), "session": "0" * 16}).encode(),
                json.dumps({"v": 1, "samples": [{"power_w": "65535", "supply_v": True}]}).encode(),
                json.dumps({"v": 1, "session": "f" * 16, "seq": -1, "level": 1e308}).encode(),
            )
        )


def _ignore(_event: LinkEvent) -> None:
    """Nobody listens."""
