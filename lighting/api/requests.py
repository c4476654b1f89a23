"""What may be sent: bodies and values of a query, checked before anybody is asked."""

from typing import Annotated, Any, Literal

from fastapi import Path, Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.json_schema import WithJsonSchema

from lighting.times import from_rfc3339

LAST_MS = 7_258_118_400_000  # 2200: beyond it no zone's rules are known


def _read_moment(value: object) -> object:
    """Read RFC 3339 into milliseconds; a + that was not escaped in a query came as a space.

    Raises:
        ValueError: It is no such time, or none that can be planned for.
    """
    if not isinstance(value, str):
        return value
    at_ms = from_rfc3339(value.replace(" ", "+"))
    if not 0 <= at_ms < LAST_MS:
        raise ValueError("it lies outside the years 1970 to 2199")
    return at_ms


_AS_TEXT: dict[str, Any] = {
    "type": "string",
    "format": "date-time",
    "examples": ["2026-08-16T18:00:00+08:00"],
}
Moment = Annotated[int, BeforeValidator(_read_moment, json_schema_input_type=str)]
MomentText = Annotated[Moment, WithJsonSchema(_AS_TEXT)]
# As much as the wire's documents have room for.
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Source = Annotated[str, StringConstraints(max_length=255)]
Choice = Annotated[str, StringConstraints(min_length=1, max_length=10_000)]

ForQuery = Annotated[str | None, Query(alias="for", max_length=10_000)]
ExceptQuery = Annotated[str | None, Query(alias="except", max_length=10_000)]
SeverityQuery = Annotated[int | None, Query(ge=1, le=4)]
MomentQuery = Annotated[MomentText | None, Query()]
NewestQuery = Annotated[int, Query(ge=1, le=100)]
StepQuery = Literal["sent", "received", "applied", "confirmed"]
VersionPath = Annotated[int, Path(ge=1, lt=2**53)]
LimitQuery = Annotated[int, Query(ge=1, le=10_000)]


class _Body(BaseModel):
    """Strict and closed: what is not understood is said, not guessed."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Import(_Body):
    """A list of lamps as CSV text."""

    csv: str
    source: Source = "lamps.csv"
    dry_run: bool = True
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""


class Schedule(_Body):
    """A schedule as TOML text, and the version that whoever sends it knows to be in force.

    `base` 0 says that none is; where another one is in force nothing is done. Without it the
    schedule takes the place of whatever is in force, and the answer tells of what.
    """

    text: str
    source: Source = "schedules.toml"
    reason: Reason
    base: Annotated[int, Field(ge=0, lt=2**53)] | None = None


class Override(_Body):
    """A level above the program, for a time."""

    level: Annotated[int, Field(ge=0, le=100)]
    choice: Annotated[Choice, Field(alias="for")]
    except_: Annotated[Choice | None, Field(alias="except")] = None
    start: MomentText | None = None
    until: MomentText | None = None
    priority: Literal["event", "operator", "emergency", "lock"] = "operator"
    fade_s: Annotated[int, Field(ge=0, le=600)] = 5
    fade_back_s: Annotated[int, Field(ge=0, le=600)] | None = None
    reason: Reason


class PresetStart(_Body):
    """A preset to begin now, for its own lamps and length, or for those said here."""

    choice: Annotated[Choice | None, Field(alias="for")] = None
    except_: Annotated[Choice | None, Field(alias="except")] = None
    until: MomentText | None = None
    reason: Reason


class MaintenanceStart(_Body):
    """Work on lamps, until an end."""

    choice: Annotated[Choice, Field(alias="for")]
    except_: Annotated[Choice | None, Field(alias="except")] = None
    until: MomentText
    reason: Reason


class Decision(_Body):
    """Why a second person agrees, or does not; without a word the order's own reason stands."""

    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""


class Reasoned(_Body):
    """Why something is done."""

    reason: Reason


class ParkedLines(_Body):
    """Lines that InfluxDB refused, by their ids (null: all), and why something is done to them."""

    ids: Annotated[list[int], Field(min_length=1, max_length=10_000)] | None
    reason: Reason
