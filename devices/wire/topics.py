"""THE table of the wire: every topic, its way, and what is said there.

`docs/wire-protocol.md` is generated from it, and so will be the broker's access rules.
"""

from dataclasses import dataclass
from typing import Literal

from devices.errors import ForeignTopic
from devices.wire import down, up
from devices.wire.identity import is_name, is_node

ROOT = "lighting/v1"
MAX_UP_BYTES = 8 * 1024
MAX_DOWN_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Topic:
    """One row: `path` is below `lighting/v1/<site>/`, with `+` where the id stands."""

    name: str
    path: str
    way: Literal["up", "down"]
    messages: tuple[type[up.Message], ...]
    what: str
    retained: bool = False
    qos: int = 1

    @property
    def max_bytes(self) -> int:
        """Largest payload that is read or sent here [bytes]."""
        return MAX_UP_BYTES if self.way == "up" else MAX_DOWN_BYTES

    def of(self, site: str, subject: str = "") -> str:
        """The full topic for a node, program or group; without a subject the filter for all."""
        return f"{ROOT}/{site}/{self.path.replace('+', subject or '+')}"


STATUS = Topic(
    "status",
    "node/+/status",
    "up",
    (up.Status, up.LastWill),
    "birth; its last will is the same topic with `online: false`",
    retained=True,
)
REPORTED = Topic(
    "reported",
    "node/+/reported",
    "up",
    (up.Reported,),
    "which documents it holds, what it does and why",
    retained=True,
)
TELEMETRY = Topic(
    "telemetry",
    "node/+/telemetry",
    "up",
    (up.Telemetry,),
    "measurements, one sample or a list (QoS 0 allowed by setting)",
)
EVENT = Topic(
    "event",
    "node/+/event",
    "up",
    (up.Events,),
    "what must not be lost: faults, level changes, command results, hourly energy",
)
DESIRED = Topic(
    "desired",
    "node/+/desired",
    "down",
    (down.Desired,),
    "its program, groups, settings, own overrides",
    retained=True,
)
RECEIVED = Topic("received", "node/+/received", "down", (down.Received,), "confirmation of events")
COMMAND = Topic(
    "command", "node/+/command", "down", (down.Command,), "identify, self-test, reboot; expires"
)
PROGRAM = Topic(
    "program",
    "program/+",
    "down",
    (down.ProgramDocument,),
    "compiled nights for all lamps of one program",
    retained=True,
)
OVERRIDE = Topic(
    "override",
    "group/+/override",
    "down",
    (down.GroupOverrides,),
    "the overrides in force for a group",
    retained=True,
)
CONTROLLER_STATUS = Topic(
    "controller status",
    "controller/status",
    "down",
    (down.ControllerStatus,),
    "controller's birth, last will `online: false`",
    retained=True,
)
CONTROLLER_TIME = Topic(
    "controller time",
    "controller/time",
    "down",
    (down.ControllerTime,),
    "once a minute: time for nodes without a source of their own; "
    "also the pulse by which a node knows the controller hears",
    qos=0,
)

TOPICS = (
    STATUS,
    REPORTED,
    TELEMETRY,
    EVENT,
    DESIRED,
    RECEIVED,
    COMMAND,
    PROGRAM,
    OVERRIDE,
    CONTROLLER_STATUS,
    CONTROLLER_TIME,
)


_BY_PATH = {topic.path: topic for topic in TOPICS}


def parse(site: str, text: str) -> tuple[Topic, str]:
    """The row of a topic and the id in it ("" for the controller's own).

    Raises:
        ForeignTopic: another site, another version, no row, or an id of the wrong form.
    """
    prefix = f"{ROOT}/{site}/"
    if not text.startswith(prefix):
        raise ForeignTopic(text, f"it does not start with {prefix}")
    path = text[len(prefix) :]
    kind, _, rest = path.partition("/")
    subject, slash, last = rest.partition("/")
    topic = _BY_PATH.get(f"{kind}/+{slash}{last}")
    if topic is None:
        if (own := _BY_PATH.get(path)) is not None:
            return own, ""
        raise ForeignTopic(text, "no topic of the table")
    if not (is_node(subject) if kind == "node" else is_name(subject)):
        raise ForeignTopic(text, f"{subject!r} is not an id")
    return topic, subject
