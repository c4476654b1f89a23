"""Kinds of lamps and the factors between wanted light and what the driver is told.

The document's models; the arithmetic is the node's.
"""

from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, model_validator

from schedules.errors import UnreadableValueError, did_you_mean, shown

MOST_HOURS = 1_000_000
MOST_CLO_POINTS = 20
CLO_PAIR = 2
FULL_LEVEL = 100
CLO_REMEDY = "write clo = [[0, 80], [50000, 100]]: burning hours, percent"


class Curve(StrEnum):
    """How a driver reads its levels, IEC 62386-102 and -207."""

    LOGARITHMIC = "logarithmic"
    LINEAR = "linear"


class AppliedBy(StrEnum):
    """Who applies constant light output and virtual power: one of the two, never both."""

    CONTROLLER = "controller"
    DRIVER = "driver"


def read_curve(value: object) -> Curve:
    """Read a curve's name; raises as `_one_of`."""
    return Curve(_one_of(value, [str(one) for one in Curve], "is not a curve of a driver"))


def read_applied_by(value: object) -> AppliedBy:
    """Read who applies the factors; raises as `_one_of`."""
    return AppliedBy(
        _one_of(value, [str(one) for one in AppliedBy], "does not say who applies the factors")
    )


def read_clo(value: object) -> tuple[tuple[int, int], ...]:
    """Read pairs of burning hours and percent.

    Raises:
        UnreadableValueError: they are no such pairs, too many, or their hours don't rise from 0.
    """
    pairs = value if isinstance(value, list) else []
    if not 1 <= len(pairs) <= MOST_CLO_POINTS or not all(map(_is_clo_pair, pairs)):
        message = f"not 1 to {MOST_CLO_POINTS} pairs of hours from 0 and percent from 1 to 100"
        raise UnreadableValueError(message, CLO_REMEDY)
    hours = [pair[0] for pair in pairs]
    if hours[0] != 0 or any(later <= earlier for earlier, later in pairwise(hours)):
        message = "its burning hours don't rise from 0"
        raise UnreadableValueError(message, CLO_REMEDY)
    return tuple((pair[0], pair[1]) for pair in pairs)


class LampType(BaseModel):
    """The factors of a kind of lamp.

    Attributes:
        min_level: The least the driver can do [%].
        curve: How the driver reads its levels.
        virtual_power: Percent of the driver's full output that is taken for 100 %.
        clo: Burning hours and the output [%] from then on, straight in between.
        by: Who applies `clo` and `virtual_power`.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    min_level: Annotated[int, Field(ge=0, le=FULL_LEVEL)] = 0
    curve: Annotated[Curve, PlainValidator(read_curve)] = Curve.LOGARITHMIC
    virtual_power: Annotated[int, Field(ge=1, le=FULL_LEVEL)] = FULL_LEVEL
    clo: Annotated[tuple[tuple[int, int], ...], PlainValidator(read_clo)] = ()
    by: Annotated[AppliedBy, PlainValidator(read_applied_by)] = AppliedBy.CONTROLLER

    @model_validator(mode="after")
    def _virtual_power_can_be_reached(self) -> "LampType":
        if self.min_level > self.virtual_power:
            message = f"min_level = {self.min_level} is above virtual_power = {self.virtual_power}"
            raise UnreadableValueError(message, "lower min_level: it is what the driver can do")
        return self

    def to_settings(self) -> dict[str, Any]:
        """Give the factors as plain JSON for a node's settings.

        Those that the driver applies are left out, so that nobody applies them twice.
        """
        own: dict[str, Any] = {"min_level": self.min_level, "curve": str(self.curve)}
        if self.by is AppliedBy.DRIVER:
            return own
        clo = [list(pair) for pair in self.clo]
        return {**own, "virtual_power": self.virtual_power, "clo": clo}


def _one_of(value: object, words: list[str], what: str) -> str:
    if not isinstance(value, str) or value not in words:
        message = f"{shown(value)} {what}"
        raise UnreadableValueError(
            message, did_you_mean(value, words) if isinstance(value, str) else None
        )
    return value


def _is_clo_pair(value: object) -> bool:
    if not isinstance(value, list) or len(value) != CLO_PAIR:
        return False
    if any(isinstance(number, bool) or not isinstance(number, int) for number in value):
        return False
    hours, percent = value
    return 0 <= int(hours) <= MOST_HOURS and 1 <= int(percent) <= FULL_LEVEL
