"""Effects of sensors: what a node adds to its program while, say, somebody walks by.

The document's models. On which nights they hold is left to `on_top`; what a trigger does to a
level is left to the node.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator, model_validator

from schedules.anchors import Clock, SunTime, check_order, length_of_time, read_anchor, read_fade_s
from schedules.errors import UnreadableValueError, did_you_mean, shown
from schedules.site import read_name

LONGEST_HOLD_S = 43_200
FULL_LEVEL = 100
MOST_TIMES = 400
MOST_EFFECTS = 8


class Do(StrEnum):
    """What an effect makes of the level [%] that it finds, with its own value."""

    SET = "set"
    MAX = "max"
    MIN = "min"
    ADD = "add"
    MULTIPLY = "multiply"


# The values that make sense, from and to.
VALUES = {Do.ADD: (-FULL_LEVEL, FULL_LEVEL), Do.MULTIPLY: (0, MOST_TIMES)}
PERCENT = (0, FULL_LEVEL)

read_hold_s = length_of_time(1, LONGEST_HOLD_S, "a hold of 1 s to 12 h")


def read_do(value: object) -> Do:
    """Read what an effect does.

    Raises:
        UnreadableValueError: it is none of the five words.
    """
    words = [str(one) for one in Do]
    if value not in words:
        message = f"{shown(value)} is not what an effect can do"
        close = did_you_mean(value, words) if isinstance(value, str) else None
        raise UnreadableValueError(message, close)
    return Do(str(value))


class Effect(BaseModel):
    """While its sensor is triggered, and for `hold_s` after it, the level is changed.

    The changed level stays within 0 and 100. `start` and `until` bound the part of each night in
    which the sensor counts; None is the noon at which the night begins or ends.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    sensor: Annotated[str, AfterValidator(read_name)]
    do: Annotated[Do, PlainValidator(read_do)]
    value: int
    hold_s: Annotated[int, PlainValidator(read_hold_s), Field(alias="hold")]
    fade_s: Annotated[int, PlainValidator(read_fade_s), Field(alias="fade")] = 0
    fade_back_s: Annotated[int, PlainValidator(read_fade_s), Field(alias="fade_back")] = 0
    start: Annotated[Clock | SunTime | None, PlainValidator(read_anchor), Field(alias="from")] = (
        None
    )
    until: Annotated[Clock | SunTime | None, PlainValidator(read_anchor)] = None

    @model_validator(mode="after")
    def _value_and_window_fit(self) -> "Effect":
        check_order(self.start, self.until)
        least, most = VALUES.get(self.do, PERCENT)
        if not least <= self.value <= most:
            message = f"{self.do} takes a value from {least} to {most}, not {shown(self.value)}"
            raise UnreadableValueError(message, f"write value = {most}, in percent")
        return self
