"""A profile: the shape of one night as steps at clock or sun times. Outside them a lamp is off."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, model_validator

from schedules.anchors import Clock, SunTime, read_anchor, read_clock, read_fade_s
from schedules.civil_time import NOON_S
from schedules.errors import UnreadableValueError

MOST_STEPS = 40
DAY_S = 86_400


class Step(BaseModel):
    """From its moment on the level holds, until the night's next step."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    at: Annotated[Clock | SunTime, PlainValidator(read_anchor)]
    level: Annotated[int, Field(ge=0, le=100)]
    fade_s: Annotated[int, PlainValidator(read_fade_s), Field(alias="fade")] = 0
    not_before: Annotated[Clock | None, PlainValidator(read_clock)] = None
    not_after: Annotated[Clock | None, PlainValidator(read_clock)] = None

    @model_validator(mode="after")
    def _clamps_make_sense(self) -> "Step":
        clamps = [clamp for clamp in (self.not_before, self.not_after) if clamp]
        if clamps and isinstance(self.at, Clock):
            message = f"a step at the clock time {self.at.text} has nothing to clamp"
            raise UnreadableValueError(message, "leave out not_before and not_after")
        if clamps != sorted(clamps, key=_after_noon_s):
            message = "not_before is later in the night than not_after"
            raise UnreadableValueError(message, "nights run from noon to noon: swap the two")
        return self


class Profile(BaseModel):
    """The steps of a night, in the document's order."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    steps: Annotated[tuple[Step, ...], Field(strict=False, max_length=MOST_STEPS)]


def _after_noon_s(clock: Clock) -> int:
    return (clock.second_of_day - NOON_S) % DAY_S
