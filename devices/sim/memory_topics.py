"""Which topics the in-memory broker keeps messages for, and who wants which."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec


class Message(msgspec.Struct, frozen=True, gc=False):
    """A publication on its way through the broker."""

    topic: str
    payload: bytes
    qos: int
    retained: bool


class Topics:
    """Retained messages by topic, and clients by topic filter."""

    def __init__(self) -> None:
        self._retained: dict[str, Message] = {}
        self._under: dict[str, dict[str, None]] = {}
        self._by_topic: dict[str, dict[str, None]] = {}
        self._by_wildcard: dict[str, dict[str, None]] = {}
        self._matching: dict[str, tuple[dict[str, None], ...]] = {}

    def retain(self, message: Message) -> None:
        """Keep the topic's last message; an empty one clears it."""
        topic = message.topic
        if message.payload:
            if topic not in self._retained:
                for branch in _branches(topic):
                    self._under.setdefault(branch, {})[topic] = None
            self._retained[topic] = message
        elif self._retained.pop(topic, None) is not None:
            for branch in _branches(topic):
                del self._under[branch][topic]

    def retained(self, topic_filter: str) -> list[Message]:
        """Give what is kept under a filter, oldest topic first."""
        if not is_wildcard(topic_filter):
            message = self._retained.get(topic_filter)
            return [message] if message else []
        branch = re.split(r"/?[+#]", topic_filter, maxsplit=1)[0]
        topics = self._under.get(branch, ())
        return [self._retained[topic] for topic in topics if matches(topic_filter, topic)]

    def want(self, client_id: str, topic_filter: str) -> None:
        """Note that a client wants what falls under a filter."""
        table = self._table(topic_filter)
        if topic_filter not in table:
            table[topic_filter] = {}
            self._matching.clear()
        table[topic_filter][client_id] = None

    def unwant(self, client_id: str, topic_filters: Iterable[str]) -> None:
        """Note that a client no longer wants what falls under these filters."""
        for topic_filter in topic_filters:
            self._table(topic_filter).get(topic_filter, {}).pop(client_id, None)

    def takers(self, topic: str) -> list[str]:
        """Give each client that wants the topic once, however many of its filters match."""
        found = self._matching.get(topic)
        if found is None:
            own = [self._by_topic[topic]] if topic in self._by_topic else []
            wild = (of for one, of in self._by_wildcard.items() if matches(one, topic))
            found = self._matching[topic] = (*own, *wild)
        if len(found) == 1:
            return list(found[0])
        return list(dict.fromkeys(client for clients in found for client in clients))

    def _table(self, topic_filter: str) -> dict[str, dict[str, None]]:
        return self._by_wildcard if is_wildcard(topic_filter) else self._by_topic


def _branches(topic: str) -> Iterator[str]:
    """Give the topic and all that it stands under, "" last."""
    branch = topic
    while branch:
        yield branch
        branch = branch.rpartition("/")[0]
    yield ""


def is_wildcard(topic_filter: str) -> bool:
    """Say whether a filter may match more than one topic."""
    return "+" in topic_filter or topic_filter.endswith("#")


@lru_cache(maxsize=100_000)
def matches(topic_filter: str, topic: str) -> bool:
    """Say whether a topic falls under a filter (MQTT 3.1.1, section 4.7)."""
    wanted = topic_filter.split("/")
    given = topic.split("/")
    if given[0].startswith("$") and wanted[0] in {"+", "#"}:
        return False
    if wanted[-1] == "#":
        wanted.pop()
        given = given[: len(wanted)]
    return len(wanted) == len(given) and all(
        want in {"+", got} for want, got in zip(wanted, given, strict=True)
    )
