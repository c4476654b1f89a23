"""What is asked on the way to an answer about the past, and orders about refused lines."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LookUp:
    """The lamps of a choice (None: all), for an answer about the past; see `answers.scope`."""

    choice: str | None = None
    except_: str | None = None


@dataclass(frozen=True, slots=True)
class LookInto:
    """What the city knows of a lamp now, for an answer about its past; see `LookUp`."""

    lamp: str


@dataclass(frozen=True, slots=True)
class RetryParked:
    """Lines that InfluxDB refused, by their ids, are to be sent once more."""

    ids: tuple[int, ...]
    reason: str
    who: str


@dataclass(frozen=True, slots=True)
class DropParked:
    """Lines that InfluxDB refused, by their ids, are given up for good."""

    ids: tuple[int, ...]
    reason: str
    who: str
