"""What energy costs and what it gives off: dated prices and a factor for CO2, from lighting.toml.

Nothing is guessed: a night for which no price holds has none.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Text = Annotated[str, Field(min_length=1, max_length=255)]


class Tariff(BaseModel):
    """A price of energy, from a date on until a later one follows."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False, populate_by_name=True
    )

    start: date = Field(alias="from", description="a date without quotes: 2024-07-01")
    name: Text = Field(description='its name: "P-3/TR"')
    currency: str = Field(pattern="^[A-Z]{3}$", description='three letters: "IDR"')
    per_kwh: float = Field(ge=0, description="the price of a kWh, 0..")
    source: str = Field("", max_length=255, description="where the price was published")


class Co2(BaseModel):
    """How much CO2 a kWh of the grid gives off, and who says so."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    kg_per_kwh: float = Field(ge=0, le=10, description="kilograms of CO2 a kWh, 0 to 10")
    source: Text = Field(description="where the figure was published")


def tariff_on(tariffs: Iterable[Tariff], evening: date) -> Tariff | None:
    """Give the price that holds on the date of an evening; None before the first one."""
    begun = [one for one in tariffs if one.start <= evening]
    return max(begun, key=lambda one: one.start, default=None)


def doubled(tariffs: Iterable[Tariff]) -> int | None:
    """Give the number of the first tariff that begins when one before it does, if any."""
    seen = set[date]()
    for number, one in enumerate(tariffs):
        if one.start in seen:
            return number
        seen.add(one.start)
    return None
