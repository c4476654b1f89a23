"""What a node says: birth and will, reported, telemetry, events.

Unknown fields are ignored, known ones have exactly the type given, null means unknown.
Names and units of measurements are those of the glossary, which follow TALQ, uCIFI and DALI.
"""

import json
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    StringConstraints,
)
from pydantic_core import PydanticUseDefault

from devices.wire.identity import Name

MAX_EVENTS = 50
"""Events in flight at most: what a node may have sent without a confirmation."""

Milliseconds = Annotated[int, Field(ge=0, lt=2**53)]
Count = Annotated[int, Field(ge=0, lt=2**53)]
Level = Annotated[int, Field(ge=0, le=100)]
Hex = Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F]{16}$")]
LogId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_.-]{1,64}$")]
Text = Annotated[str, StringConstraints(max_length=200)]
Trusted = Literal["synced", "holdover", "unknown"]


def _or_default(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    if value is None:
        raise PydanticUseDefault
    return value


NullIsDefault = BeforeValidator(_or_default)
"""For fields that are never null inside: null means unknown, which is as if it were left out."""


def _finite(value: JsonValue) -> JsonValue:
    json.dumps(value, allow_nan=False)  # raises ValueError where NaN or infinity is hidden in it
    return value


Json = Annotated[JsonValue, AfterValidator(_finite)]
"""Anything that JSON can say; NaN, which JSON can't, is refused in the depth too."""


class Part(BaseModel):
    """A part of a message: frozen, of exact types, deaf to what it does not know."""

    model_config = ConfigDict(
        extra="ignore", frozen=True, strict=True, allow_inf_nan=False, populate_by_name=True
    )


class Message(Part):
    """Anything that is said on the wire, with the version of the wire."""

    v: Literal[1] = 1


class Up(Message):
    """The head of every up message: the node's session, and its own clock."""

    session: Hex
    connection: Annotated[int, Field(ge=1, lt=2**31)]
    seq: Count
    at_ms: Milliseconds
    clock: Trusted


class Capabilities(Part):
    """What a node can do and hold."""

    dim: Annotated[bool, NullIsDefault] = True
    min_level: Annotated[Level, NullIsDefault] = 1
    meter: Annotated[bool, NullIsDefault] = True
    max_points: Annotated[int, Field(ge=1, lt=2**31), NullIsDefault] = 600
    max_program_bytes: Annotated[int, Field(ge=1, lt=2**31), NullIsDefault] = 16384
    fade: Annotated[bool, NullIsDefault] = True
    battery: Annotated[bool, NullIsDefault] = False
    sensors: Annotated[list[Text], Field(max_length=20), NullIsDefault] = []
    photocell: Annotated[bool, NullIsDefault] = False
    factors: Annotated[bool, NullIsDefault] = False


class Status(Up):
    """Birth: a node has connected."""

    online: Literal[True] = True
    firmware: Text | None = None
    hardware: Text | None = None
    boot_reason: Annotated[
        Literal["power", "watchdog", "command", "update", "unknown"], NullIsDefault
    ] = "unknown"
    boots: Count | None = None
    log: LogId | None = None
    nominal_w: Annotated[float, Field(gt=0, le=100_000)] | None = None
    sleeping_until_ms: Milliseconds | None = None
    capabilities: Annotated[Capabilities, NullIsDefault] = Capabilities()


class LastWill(Message):
    """Published by the broker when a connection of a node broke."""

    session: Hex
    connection: Annotated[int, Field(ge=1, lt=2**31)]
    online: Literal[False] = False


class ProgramHeld(Part):
    """The program a node runs."""

    id: Name
    version: Milliseconds


class Reason(Part):
    """Why a node wants the level it wants."""

    by: Literal["local", "override", "program", "sensor", "default"]
    what: Annotated[Text, NullIsDefault] = ""
    until_ms: Milliseconds | None = None


class Reported(Up):
    """Which documents a node holds, what it does and why. Version 0 and null: holds none."""

    desired: Milliseconds | None = None
    program: ProgramHeld | None = None
    overrides: Annotated[dict[str, Milliseconds], Field(max_length=100), NullIsDefault] = {}
    wanted_level: Level | None = None
    level: Level | None = None
    reason: Reason | None = None
    fault_flags: Annotated[list[Text], Field(max_length=50), NullIsDefault] = []


class Sample(Part):
    """Measurements at one moment of the node's clock; counters never run back but at a reset."""

    at_ms: Milliseconds
    level: Level | None = None
    power_w: Annotated[float, Field(ge=-10, le=100_000)] | None = None
    supply_v: Annotated[float, Field(ge=0, le=100_000)] | None = None
    supply_a: Annotated[float, Field(ge=0, le=10_000)] | None = None
    supply_hz: Annotated[float, Field(ge=0, le=1_000)] | None = None
    power_factor: Annotated[float, Field(ge=-1, le=1)] | None = None
    energy_wh: Count | None = None
    burn_s: Count | None = None
    starts: Count | None = None
    supply_losses: Count | None = None
    gear_temp_c: Annotated[float, Field(ge=-273, le=1_000)] | None = None
    led_temp_c: Annotated[float, Field(ge=-273, le=1_000)] | None = None
    tilt_deg: Annotated[float, Field(ge=0, le=360)] | None = None
    lux: Annotated[float, Field(ge=0, le=1_000_000)] | None = None
    rssi_dbm: Annotated[float, Field(ge=-300, le=100)] | None = None
    uptime_s: Count | None = None
    clock_offset_s: Annotated[float, Field(ge=-1e12, le=1e12)] | None = None
    batt_pct: Annotated[float, Field(ge=0, le=255)] | None = None
    batt_v: Annotated[float, Field(ge=0, le=100_000)] | None = None
    batt_a: Annotated[float, Field(ge=-10_000, le=10_000)] | None = None
    pv_v: Annotated[float, Field(ge=0, le=100_000)] | None = None
    pv_a: Annotated[float, Field(ge=0, le=10_000)] | None = None
    pv_wh: Count | None = None
    door_open: bool | None = None


class Telemetry(Up):
    """Measurements, one sample or a list."""

    samples: Annotated[list[Sample], Field(min_length=1, max_length=200)]


class Event(Part):
    """One numbered thing that must not be lost; fields that we don't know are kept as they came."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Json]

    n: Annotated[int, Field(ge=1, lt=2**53)]
    at_ms: Milliseconds
    clock: Trusted
    kind: Annotated[str, StringConstraints(min_length=1, max_length=30)]
    code: Annotated[str, StringConstraints(max_length=30)] | None = None
    begin: bool | None = None
    level: Level | None = None
    wanted_level: Level | None = None
    by: Text | None = None
    what: Text | None = None
    id: Text | None = None
    result: Text | None = None
    energy_wh: Count | None = None
    burn_s: Count | None = None
    starts: Count | None = None
    first: Annotated[int, Field(ge=1, lt=2**53)] | None = Field(default=None, alias="from")
    last: Annotated[int, Field(ge=1, lt=2**53)] | None = Field(default=None, alias="to")
    count: Count | None = None


class Events(Up):
    """Numbered events in their order; `oldest` is the lowest number still held."""

    log: LogId
    oldest: Annotated[int, Field(ge=1, lt=2**53)]
    events: Annotated[list[Event], Field(max_length=MAX_EVENTS)]
