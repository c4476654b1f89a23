"""What the measurement store holds: the one table that lines, reading and the page are made from.

A field has one type for ever: InfluxDB refuses another. A figure that must change its type gets a
new name. Tags have few values each; whatever grows without end is a field.
"""

from dataclasses import dataclass
from typing import Literal

from devices.wire.meanings import meaning

RAW: Literal["raw"] = "raw"
HOURLY: Literal["hourly"] = "hourly"
BOOK: Literal["book"] = "book"
Bucket = Literal["raw", "hourly", "book"]
BUCKETS: tuple[Bucket, ...] = (RAW, HOURLY, BOOK)

KEPT_DAYS = 90
"""How long what was measured is kept, unless the settings say otherwise."""

ENERGY = "energy"
"""The kind of a node's event that holds its counters at a full hour."""

FieldType = Literal["float", "integer", "boolean", "text"]


@dataclass(frozen=True, slots=True)
class Field:
    """One figure or text of a measurement.

    Attributes:
        name: With the unit at its end where it has one.
        type: `float`, `integer` (64 bit), `boolean` or `text`; for ever.
        unit: As people write it; empty where there is none.
        meaning: In words.
        most: Characters of a text that are kept.
    """

    name: str
    type: FieldType
    unit: str
    meaning: str
    most: int = 1_000


@dataclass(frozen=True, slots=True)
class Tag:
    """Something to choose and group points by."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Measurement:
    """Points of one kind.

    Attributes:
        name: In InfluxDB.
        bucket: `raw`; `hourly`, which is kept longer; `book`, which is kept for ever. The names in
            InfluxDB and how long each keeps what it holds are settings.
        tags: In the order in which lines have them.
        fields: In the order in which lines have them.
        meaning: What one point is.
        time: What a point's time is, so that the same fact is always the same point.
    """

    name: str
    bucket: Bucket
    tags: tuple[Tag, ...]
    fields: tuple[Field, ...]
    meaning: str
    time: str


def _of_sample(name: str, type_: FieldType) -> Field:
    """A field of the wire's sample, in the words of the wire."""
    text, _, unit = meaning("Sample", name).removesuffix("]").partition(" [")
    return Field(name, type_, unit, text)


_SITE = Tag("site", "the city's short name")
_LAMP = Tag("lamp", "the lamp's id; left out where it is not about a lamp")
_PANEL = Tag("panel", "the panel that feeds it, as the list of lamps said when it was written")
_KELURAHAN = Tag("kelurahan", "the ward it stands in, likewise")
_OVER = "when it was over; -1 while it lasts"
_MS = "ms since 1970 UTC"

LAMP = Measurement(
    "lamp",
    RAW,
    (_SITE, _LAMP, Tag("node", "the node on the pole"), _PANEL, _KELURAHAN),
    (
        _of_sample("level", "integer"),
        _of_sample("power_w", "float"),
        _of_sample("supply_v", "float"),
        _of_sample("supply_a", "float"),
        _of_sample("supply_hz", "float"),
        _of_sample("power_factor", "float"),
        _of_sample("energy_wh", "integer"),
        _of_sample("burn_s", "integer"),
        _of_sample("starts", "integer"),
        _of_sample("supply_losses", "integer"),
        _of_sample("gear_temp_c", "float"),
        _of_sample("led_temp_c", "float"),
        _of_sample("tilt_deg", "float"),
        _of_sample("lux", "float"),
        _of_sample("rssi_dbm", "float"),
        _of_sample("uptime_s", "integer"),
        _of_sample("clock_offset_s", "float"),
        _of_sample("batt_pct", "float"),
        _of_sample("batt_v", "float"),
        _of_sample("batt_a", "float"),
        _of_sample("pv_v", "float"),
        _of_sample("pv_a", "float"),
        _of_sample("pv_wh", "integer"),
        _of_sample("door_open", "boolean"),
        Field("received_ms", "integer", _MS, "when the controller received it"),
        Field("clock", "text", "", "how far the node's clock was to be believed"),
        Field("session", "text", "", "the node's session; left out of hourly counters"),
        Field("node_at_ms", "integer", _MS, "the node's own time, where that can't be"),
    ),
    "One sample of a lamp, or its counters at a full hour. A field that the node did not know is "
    "left out.",
    "the node's, or the controller's where that can't be; below the millisecond a number made "
    "from session, the node's time and what was measured, so that two sessions share no point, nor "
    "two samples that contradict each other: of those of one session and millisecond the one that "
    "was received first counts",
)

FAULT = Measurement(
    "fault",
    BOOK,
    (
        _SITE,
        Tag("code", "as in [faults](faults.md)"),
        Tag("origin", "who found it, `node` or `controller`"),
        _PANEL,
        _LAMP,
    ),
    (
        Field("id", "text", "", "its id, such as F-000017"),
        Field("severity", "integer", "", "1 information to 4 critical"),
        Field("state", "text", "", "`active`, `acknowledged`, `cleared` or `closed`"),
        Field("since_ms", "integer", _MS, "the first finding"),
        Field("active_ms", "integer", _MS, "when it proved true"),
        Field("cleared_ms", "integer", _MS, _OVER),
        Field("evidence", "text", "", "what was seen"),
        Field("incident", "text", "", "the incident that it belongs to; empty: none"),
    ),
    "One fault that proved true, as it stands now.",
    "the first finding, below the millisecond the number in the id",
)

INCIDENT = Measurement(
    "incident",
    BOOK,
    (_SITE, _PANEL),
    (
        Field("id", "text", "", "its id, such as I-000018"),
        Field("since_ms", "integer", _MS, "when the first lamp fell silent"),
        Field("cleared_ms", "integer", _MS, _OVER),
        Field("members", "integer", "count", "lamps that were lost in it"),
        Field("lamps", "text", "", "their ids, the first of them where they are many"),
        Field("evidence", "text", "", "what was seen"),
    ),
    "Faults with one cause, as it stands now.",
    "when the first lamp fell silent, as it was found, below the millisecond the number in the id",
)

COMMAND = Measurement(
    "command",
    BOOK,
    (
        _SITE,
        Tag("op", "what was done, such as `override set`, or `identify` on a node"),
        Tag("origin", "who says so: `operator` in the audit, or the `node` that obeyed"),
        _LAMP,
    ),
    (
        Field("id", "text", "", "the command's id, of a node's"),
        Field("who", "text", "", "the person, or the node"),
        Field("target", "text", "", "what it was done to"),
        Field("reason", "text", "", "why, as the person said"),
        Field("result", "text", "", "how it stood after it, or what became of it on the node"),
        Field("latency_ms", "integer", "ms", "from order to result, where that is known"),
    ),
    "Something that a person ordered, or that a node did on command.",
    "when it was done, below the millisecond a number made from all the rest",
)

LAMP_HOUR = Measurement(
    "lamp_hour",
    HOURLY,
    (_SITE, _LAMP, _PANEL, _KELURAHAN),
    (
        Field("energy_wh", "float", "Wh", "energy in the covered part; left out: unknown"),
        Field("burn_s", "float", "s", "time with light in the covered part; left out: unknown"),
        Field("power_min_w", "float", "W", "least power of its samples"),
        Field("power_mean_w", "float", "W", "mean power, weighted with time between samples"),
        Field("power_max_w", "float", "W", "most power of its samples"),
        Field("covered_s", "float", "s", "for how much of the hour the figures hold"),
        Field("samples", "integer", "count", "samples taken in it"),
        Field("quality", "text", "", "`counted`, `estimated` from power, `mixed` or `none`"),
    ),
    "One hour of one lamp.",
    "the hour's begin, a whole hour of UTC",
)

MEASUREMENTS = (LAMP, FAULT, INCIDENT, COMMAND, LAMP_HOUR)
