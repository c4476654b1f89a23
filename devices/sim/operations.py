"""What a simulated lamp asks of its link."""

from dataclasses import dataclass

from devices.node.facts import Connect, Publish, Subscribe, Unsubscribe


@dataclass(frozen=True, slots=True)
class Pull:
    """The cable is pulled: the connection ends without a word, and the broker says the will."""


Operation = Connect | Subscribe | Unsubscribe | Publish | Pull
