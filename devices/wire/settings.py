"""The settings of a node: how it reports, and what it does by itself.

What a controller leaves out stays as the node has it. A node that does not know a setting goes on
without it; whether it does is told by its capabilities.
"""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from devices.wire.up import Level, NullIsDefault, Part, Text

DAY_S = 86_400
MOST_WINDOWS = 400

Seconds = Annotated[int, Field(ge=0, lt=2**40)]
FadeSeconds = Annotated[int, Field(ge=0, le=DAY_S)]
Lux = Annotated[float, Field(ge=0, le=1_000_000)]
Daily = Annotated[tuple[Seconds, Seconds], Field(strict=False)]
Window = Annotated[
    tuple[Seconds, Seconds, Annotated[int, Field(ge=1, le=1000)]], Field(strict=False)
]
Hours = Annotated[int, Field(ge=0, le=1_000_000)]
ClosePoint = Annotated[tuple[Hours, Annotated[int, Field(ge=1, le=100)]], Field(strict=False)]


class SpansHeld(Part):
    """When something holds: always if neither is set."""

    daily: Daily | None = Field(default=None, exclude_if=lambda value: value is None)
    windows: Annotated[tuple[Window, ...], Field(strict=False, max_length=MOST_WINDOWS)] | None = (
        Field(default=None, exclude_if=lambda value: value is None)
    )


class EffectEntry(Part):
    """While a sensor is triggered, and `hold_s` after it, the program's level is changed."""

    name: Text
    sensor: Text
    do: Literal["set", "max", "min", "add", "multiply"]
    value: Annotated[int, Field(ge=-100, le=400)]
    hold_s: FadeSeconds
    fade_s: Annotated[FadeSeconds, NullIsDefault] = 0
    fade_back_s: Annotated[FadeSeconds, NullIsDefault] = 0
    spans: Annotated[SpansHeld, NullIsDefault] = SpansHeld()


class PhotocellEntry(Part):
    """Round a switch by the sun the light sensor decides, from `early_s` before to `late_s` after.

    It is such a switch where the label of its point begins with `sunset`, `sunrise`, `dusk` or
    `dawn`, and the lamp goes on or off by it. Without a reading the program holds.
    """

    on_below: Lux
    off_above: Lux
    early_s: FadeSeconds
    late_s: FadeSeconds
    spans: Annotated[SpansHeld, NullIsDefault] = SpansHeld()


class FactorsHeld(Part):
    """What lies between the wanted light and what the driver is told."""

    min_level: Annotated[Level, NullIsDefault] = 0
    curve: Annotated[Literal["logarithmic", "linear"], NullIsDefault] = "logarithmic"
    virtual_power: Annotated[int, Field(ge=1, le=100), NullIsDefault] = 100
    clo: Annotated[tuple[ClosePoint, ...], Field(strict=False, max_length=20), NullIsDefault] = ()


class Settings(Part):
    """How a node reports, and what it does by itself. What is left out stays as the node has it."""

    report_s: Annotated[int, Field(ge=1, le=86_400)] = 300
    spread_s: Annotated[int, Field(ge=0, le=3_600)] = 120
    telemetry_qos: Literal[0, 1] = 1
    min_level: Level = 0
    effects: Annotated[tuple[EffectEntry, ...], Field(strict=False, max_length=20)] | None = Field(
        default=None, exclude_if=lambda value: value is None
    )
    photocells: Annotated[tuple[PhotocellEntry, ...], Field(strict=False, max_length=20)] | None = (
        Field(default=None, exclude_if=lambda value: value is None)
    )
    factors: FactorsHeld | None = Field(default=None, exclude_if=lambda value: value is None)

    @model_validator(mode="before")
    @classmethod
    def _leave_out_nulls(cls, told: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
        if not isinstance(told, dict):
            return told
        return {name: value for name, value in told.items() if value is not None}
