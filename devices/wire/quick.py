"""Telemetry read at speed: most of what is ever said, in a third of the time.

What is taken here, `up.Telemetry` takes as well, with the same values; what is not taken here, it
has the last word on. The fields and their limits are those of `up.Sample`, held together by a test.
"""

import re
from typing import Annotated, Literal

from msgspec import DecodeError, Meta, Struct
from msgspec.json import Decoder

from devices.wire.up import Message, Sample, Telemetry, Trusted, Up

Counted = Annotated[int, Meta(ge=0, lt=2**53)]
Level = Annotated[int, Meta(ge=0, le=100)]
Temperature = Annotated[float, Meta(ge=-273, le=1_000)]


class QuickSample(Struct, frozen=True, gc=False):
    """Has every field of `up.Sample`."""

    at_ms: Counted
    level: Level | None = None
    power_w: Annotated[float, Meta(ge=-10, le=100_000)] | None = None
    supply_v: Annotated[float, Meta(ge=0, le=100_000)] | None = None
    supply_a: Annotated[float, Meta(ge=0, le=10_000)] | None = None
    supply_hz: Annotated[float, Meta(ge=0, le=1_000)] | None = None
    power_factor: Annotated[float, Meta(ge=-1, le=1)] | None = None
    energy_wh: Counted | None = None
    burn_s: Counted | None = None
    starts: Counted | None = None
    supply_losses: Counted | None = None
    gear_temp_c: Temperature | None = None
    led_temp_c: Temperature | None = None
    tilt_deg: Annotated[float, Meta(ge=0, le=360)] | None = None
    lux: Annotated[float, Meta(ge=0, le=1_000_000)] | None = None
    rssi_dbm: Annotated[float, Meta(ge=-300, le=100)] | None = None
    uptime_s: Counted | None = None
    clock_offset_s: Annotated[float, Meta(ge=-1e12, le=1e12)] | None = None
    batt_pct: Annotated[float, Meta(ge=0, le=255)] | None = None
    batt_v: Annotated[float, Meta(ge=0, le=100_000)] | None = None
    batt_a: Annotated[float, Meta(ge=-10_000, le=10_000)] | None = None
    pv_v: Annotated[float, Meta(ge=0, le=100_000)] | None = None
    pv_a: Annotated[float, Meta(ge=0, le=10_000)] | None = None
    pv_wh: Counted | None = None
    door_open: bool | None = None


class QuickTelemetry(Struct, frozen=True, gc=False):
    """Has every field of `up.Telemetry`; how a session is spelt is looked at in `read`."""

    v: Literal[1]
    session: str
    connection: Annotated[int, Meta(ge=1, lt=2**31)]
    seq: Counted
    at_ms: Counted
    clock: Trusted
    samples: Annotated[list[QuickSample], Meta(min_length=1, max_length=200)]


Decoded = Message | QuickTelemetry
Heard = Up | QuickTelemetry
Measurements = Telemetry | QuickTelemetry
Measured = Sample | QuickSample
_decode = Decoder(QuickTelemetry).decode
_is_session = re.compile("[0-9a-fA-F]{16}").fullmatch


def read(payload: bytes) -> QuickTelemetry | None:
    """Give the telemetry in a payload; None: read it as anything else is read."""
    message = read_of_known(payload)
    return message if message is not None and _is_session(message.session) else None


def read_of_known(payload: bytes) -> QuickTelemetry | None:
    """The same for who takes only sessions that are known: to look at one costs half of it all."""
    try:
        if not payload.isascii():
            payload.decode()  # where msgspec skips a field, it does not look at its bytes
        return _decode(payload)
    except (DecodeError, UnicodeDecodeError):
        return None
