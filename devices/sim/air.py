"""The air between a lamp and its broker: a share of what is sent is lost on the way.

What needs no confirmation is gone then; the rest comes once it has been sent again, and what was
said after it waits its turn, as on any TCP connection.
"""

from collections import deque
from random import Random

from devices.node.facts import Publish

AGAIN_MS = 4_000
"""Until what was lost has been sent again."""


class Air:
    """What is on its way again, by the lamp's number.

    Args:
        loss: Share of messages that are lost, 0 to 1.
        seed: Of which they are.
    """

    def __init__(self, loss: float, seed: int) -> None:
        self.lost = 0
        self._loss = loss
        self._dice = Random(seed)  # noqa: S311 - a simulation has to be repeatable
        self._waiting: dict[int, tuple[int, deque[Publish]]] = {}

    def takes(self, number: int, message: Publish, now_ms: int) -> bool:
        """Whether a message does not get through now: it is gone, or waits to be sent again."""
        if not self._loss:
            return False
        is_lost = self._dice.random() < self._loss
        if message.qos == 0:
            self.lost += is_lost
            return is_lost
        if number in self._waiting:
            self._waiting[number][1].append(message)
            return True
        if is_lost:
            self._waiting[number] = (now_ms + AGAIN_MS, deque([message]))
        return is_lost

    def arrived(self, now_ms: int) -> list[tuple[int, deque[Publish]]]:
        """Take out what gets through by now, of each lamp in its order."""
        due = [number for number, (at_ms, _) in self._waiting.items() if at_ms <= now_ms]
        return [(number, self._waiting.pop(number)[1]) for number in due]

    def forget(self, number: int) -> None:
        """The lamp's connection has ended, and with it whatever was on its way."""
        self._waiting.pop(number, None)
