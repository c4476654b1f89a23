"""A photocell beside the sun's times: bright evenings light later, dark ones earlier, in a window.

The document's model. Which seconds of a night the window has is left to `on_top`.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, model_validator

from schedules.anchors import length_of_time
from schedules.errors import UnreadableValueError

LONGEST_WINDOW_S = 10_800
HALF_AN_HOUR_S = 1_800
BRIGHTEST_LUX = 200_000

read_window_s = length_of_time(0, LONGEST_WINDOW_S, "a window of 0 s to 3 h")

Lux = Annotated[float, Field(gt=0, le=BRIGHTEST_LUX)]
WindowSeconds = Annotated[int, PlainValidator(read_window_s)]


class Photocell(BaseModel):
    """Below `on_below` lux it lights, above `off_above` it puts off; only in its window.

    The window reaches from `early_s` before to `late_s` after a switch-on or switch-off that hangs
    on the sun. At its end the program holds, so that a dead sensor costs no more than `late_s`.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    on_below: Lux
    off_above: Lux
    early_s: Annotated[WindowSeconds, Field(alias="early")] = HALF_AN_HOUR_S
    late_s: Annotated[WindowSeconds, Field(alias="late")] = HALF_AN_HOUR_S

    @model_validator(mode="after")
    def _thresholds_are_apart(self) -> "Photocell":
        if self.on_below >= self.off_above:
            message = "on_below is not less than off_above: the lamps would flicker between the two"
            remedy = "write on_below = 20, off_above = 60, in lux"
            raise UnreadableValueError(message, remedy)
        return self
