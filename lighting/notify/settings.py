"""`[notify]` of lighting.toml: what is told, and when."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

_Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description='"22:00"')]


class Notify(BaseModel):
    """Nobody is told while `urls` is empty."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    # Addresses hold passwords, so they stand in a file of their own.
    urls: str = Field("", max_length=255, description="a file of mode 0600, a URL a line, or empty")
    language: Literal["en", "id"] = Field("en", description="en or id")
    severity: int = Field(3, ge=1, le=4, description="the least severity that is told, 1 to 4")
    quiet_from: _Clock = "22:00"
    quiet_until: _Clock = "06:00"
    digest_at: _Clock = "07:00"
    # Faults of one street within ten minutes have most often one cause.
    window_s: int = Field(600, ge=0, le=3600, description="seconds, 0 to 3600")
    per_hour: int = Field(5, ge=1, le=60, description="messages an hour, storms excepted, 1..")


def minute_of(clock: str) -> int:
    """Give the minute of the day of a clock time."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
