"""The words for moments and lengths of time in the operator's document.

Reading only; which second a moment falls on in a given night is left to `compile`.
"""

import re
from dataclasses import dataclass

from schedules.errors import UnreadableValueError, shown
from schedules.sun import SunEvent

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


def read_fade_s(value: object) -> int:
    """Read how long a fade takes [s].

    Raises:
        UnreadableValueError: it is neither a length of time nor a whole number of seconds, or
            longer than an hour.
    """
    is_number = isinstance(value, int) and not isinstance(value, bool)
    fade_s = value if is_number else _duration_s(_compact(value))
    if not isinstance(fade_s, int) or not 0 <= fade_s <= LONGEST_FADE_S:
        message = f"{shown(value)} is not a fade of 0 s to 1 h"
        raise UnreadableValueError(message)
    return fade_s


def _compact(value: object) -> str:
    return "".join(value.split()).lower() if isinstance(value, str) else ""


def _duration_s(text: str) -> int | None:
    found = DURATION.fullmatch(text)
    if found is None or not text:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds
