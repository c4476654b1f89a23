"""The words for moments and lengths of time in the operator's document.

Reading only; which second a moment falls on in a given night is left to `compile`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from schedules.civil_time import NOON_S
from schedules.errors import UnreadableValueError, shown
from schedules.sun import DAY_S, SunEvent

LONGEST_OFFSET_S = 43_200
LONGEST_FADE_S = 3_600

CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?")
SUN_TIME = re.compile(r"(sunset|dusk|dawn|sunrise)(?:([+-])([0-9hms]+))?")
DURATION = re.compile(r"(?:([0-9]{1,2})h)?(?:([0-9]{1,3})m)?(?:([0-9]{1,5})s)?")


@dataclass(frozen=True, slots=True)
class Clock:
    """A local clock time: "22:00" or "22:00:30" [s after 00:00]."""

    second_of_day: int
    text: str


@dataclass(frozen=True, slots=True)
class SunTime:
    """An event of the sun and an offset [s]: "sunset-10m"."""

    event: SunEvent
    offset_s: int
    text: str


def read_clock(value: object) -> Clock:
    """Read a clock time.

    Raises:
        UnreadableValueError: it is not HH:MM or HH:MM:SS in quotes.
    """
    text = _compact(value)
    found = CLOCK.fullmatch(text)
    if found is None:
        message = f"{shown(value)} is not a clock time"
        raise UnreadableValueError(message)
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return Clock(hours * 3600 + minutes * 60 + seconds, text)


def read_anchor(value: object) -> Clock | SunTime:
    """Read what a step is anchored to.

    Raises:
        UnreadableValueError: it is neither a clock time nor a sun time with an offset.
    """
    text = _compact(value)
    if CLOCK.fullmatch(text):
        return read_clock(value)
    found = SUN_TIME.fullmatch(text)
    if found is None:
        message = f"{shown(value)} is neither a clock time nor a time of the sun"
        raise UnreadableValueError(message)
    event, sign, length = found.groups()
    offset_s = _duration_s(length) if length else 0
    if offset_s is None or offset_s > LONGEST_OFFSET_S:
        message = f"{shown(value)} has no offset of 12h at most, like -10m or +1h30m"
        raise UnreadableValueError(message)
    return SunTime(SunEvent(event), -offset_s if sign == "-" else offset_s, text)


def length_of_time(shortest_s: int, longest_s: int, what: str) -> Callable[[object], int]:
    """Make a reader of lengths of time [s]: "10m", "1m30s" or a whole number of seconds.

    Args:
        shortest_s: The least that is right.
        longest_s: The most that is right.
        what: What it is, for the message: "a hold of 1 s to 12 h".
    """

    def read(value: object) -> int:
        is_number = isinstance(value, int) and not isinstance(value, bool)
        length_s = value if is_number else _duration_s(_compact(value))
        if not isinstance(length_s, int) or not shortest_s <= length_s <= longest_s:
            message = f"{shown(value)} is not {what}"
            raise UnreadableValueError(message)
        return length_s

    return read


read_fade_s = length_of_time(0, LONGEST_FADE_S, "a fade of 0 s to 1 h")


def hangs_on_sun(because: str) -> bool:
    """Say whether a switch point's words are those of a step at a time of the sun."""
    return SUN_TIME.fullmatch(because.partition(" not ")[0]) is not None


def after_noon_s(clock: Clock) -> int:
    """Give how long after the noon at which a night begins a clock time comes [s]."""
    return (clock.second_of_day - NOON_S) % DAY_S


def check_order(start: Clock | SunTime | None, until: Clock | SunTime | None) -> None:
    """See that two clock times follow each other in a night.

    Raises:
        UnreadableValueError: they don't.
    """
    if not isinstance(start, Clock) or not isinstance(until, Clock):
        return
    if after_noon_s(until) <= after_noon_s(start):
        message = f"until = {until.text} is not later in the night than from = {start.text}"
        raise UnreadableValueError(message, "nights run from noon to noon: swap the two")


def _compact(value: object) -> str:
    return "".join(value.split()).lower() if isinstance(value, str) else ""


def _duration_s(text: str) -> int | None:
    found = DURATION.fullmatch(text)
    if found is None or not text:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds
