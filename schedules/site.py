"""The site: one city's name, zone, position and country."""

import re
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from schedules.errors import UnreadableValueError, did_you_mean, shown
from schedules.sun import Place

# Sites and groups become words of topics.
TOPIC_WORD = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")
COUNTRY = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


def read_name(text: str) -> str:
    """Read a site's or a group's name.

    Raises:
        UnreadableValueError: it could not stand in a topic.
    """
    if not TOPIC_WORD.fullmatch(text):
        message = f"{shown(text)} is not a name that can stand in a topic"
        raise UnreadableValueError(message)
    return text


def read_timezone(text: str) -> str:
    """Read an IANA time zone's name.

    Raises:
        UnreadableValueError: there is no such zone.
    """
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError) as error:
        message = f"there is no time zone {shown(text)}"
        cities = {name.rpartition("/")[2]: name for name in sorted(available_timezones())}
        near = cities.get(text.rpartition("/")[2].title().replace(" ", "_"))
        known = [near] if near else available_timezones()
        raise UnreadableValueError(message, did_you_mean(near or text, known)) from error
    return text


def read_country(text: str) -> str:
    """Read a country's code.

    Raises:
        UnreadableValueError: it has not the form of one.
    """
    if not COUNTRY.fullmatch(text):
        message = f"{shown(text)} is not the code of a country"
        raise UnreadableValueError(message)
    return text


class Site(BaseModel):
    """One city; latitude and longitude in degrees, north and east positive."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    name: Annotated[str, AfterValidator(read_name)]
    timezone: Annotated[str, AfterValidator(read_timezone)]
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    country: Annotated[str, AfterValidator(read_country)] | None = None

    @property
    def place(self) -> Place:
        """The site's point on Earth."""
        return Place(self.latitude, self.longitude)
