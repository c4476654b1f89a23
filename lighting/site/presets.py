"""Presets: what a town does in a storm or for an event, agreed on beforehand; [preset.NAME]."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

_Text = Annotated[str, Field(max_length=255)]


class Preset(BaseModel):
    """A named override: lamps, level and length are known before they are needed."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False, populate_by_name=True
    )

    about: _Text = Field("", description="what it is for, in a few words")
    choice: _Text = Field(
        "", alias="for", description='lamps: "all", "group:parks"; empty: --for says so'
    )
    except_: _Text = Field("", alias="except", description="lamps taken away from these, or empty")
    level: int = Field(ge=0, le=100, description="percent, 0 to 100")
    minutes: int = Field(120, ge=1, le=44_640, description="minutes that it lasts, 1 to 44640")
    priority: Literal["event", "operator", "emergency"] = Field(
        "operator", description="event, operator or emergency"
    )
    fade_s: int = Field(5, ge=0, le=600, description="seconds, 0 to 600")
    fade_back_s: int | None = Field(None, ge=0, le=600, description="seconds, 0 to 600")
    report_s: int = Field(
        0, ge=0, le=86_400, description="seconds between measurements meanwhile; 0: as always"
    )


DEFAULTS: Mapping[str, Preset] = {
    # Everything lit and reporting each minute: what fell down or lost supply is seen at once.
    "storm": Preset(
        about="everything lit, measured each minute, until the storm is over",
        choice="all",
        level=100,
        minutes=480,
        priority="emergency",
        report_s=60,
    ),
    # Where it is, each event says with --for; at midnight people go home.
    "event": Preset(
        about="full light where people gather; say where with --for",
        level=100,
        minutes=300,
        priority="event",
        fade_s=30,
        fade_back_s=60,
    ),
}


def with_defaults(given: Mapping[str, Preset]) -> dict[str, Preset]:
    """Give the presets of a site: its own, and those of the two it hasn't written itself."""
    return {**DEFAULTS, **given}


Presets = Annotated[
    dict[Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,39}$")], Preset],
    Field(max_length=50, validate_default=True),
    AfterValidator(with_defaults),
]
