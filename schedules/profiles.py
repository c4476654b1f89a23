"""A profile: the shape of one night as steps at clock or sun times. Outside them a lamp is off."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, model_validator

from schedules.anchors import (
    Clock,
    SunTime,
    after_noon_s,
    length_of_time,
    read_anchor,
    read_clock,
    read_fade_s,
)
from schedules.effects import MOST_EFFECTS
from schedules.errors import UnreadableValueError
from schedules.photocells import Photocell

MOST_STEPS = 40
LONGEST_MIN_BURN_S = 21_600

read_min_burn_s = length_of_time(0, LONGEST_MIN_BURN_S, "a burning time of 0 s to 6 h")


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
        if clamps != sorted(clamps, key=after_noon_s):
            message = "not_before is later in the night than not_after"
            raise UnreadableValueError(message, "nights run from noon to noon: swap the two")
        return self


class Profile(BaseModel):
    """The steps of a night, in the document's order.

    Attributes:
        steps: At most 40.
        min_burn_s: A burning that would be shorter is left out [s].
        photocell: What stands beside the sun's times.
        effects: Names of the effects on top; the first has the last word.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    steps: Annotated[tuple[Step, ...], Field(strict=False, max_length=MOST_STEPS)]
    min_burn_s: Annotated[int, PlainValidator(read_min_burn_s), Field(alias="min_burn")] = 0
    photocell: Photocell | None = None
    effects: Annotated[tuple[str, ...], Field(strict=False, max_length=MOST_EFFECTS)] = ()

    @model_validator(mode="after")
    def _photocell_has_something_to_do(self) -> "Profile":
        if self.photocell and not any(isinstance(step.at, SunTime) for step in self.steps):
            message = "the photocell has no step at a time of the sun beside which it could work"
            raise UnreadableValueError(message, 'write a step at = "sunset", or leave it out')
        return self
