"""The smallest documents for a purpose: a site, a profile from its steps, a calendar of rules."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from schedules.compile import plan_night
from schedules.document import Document, read_document

KUPANG = ("Asia/Makassar", -10.178, 123.607)
OSLO = ("Europe/Oslo", 59.913, 10.739)
LONGYEARBYEN = ("Arctic/Longyearbyen", 78.22, 15.65)


def document_text(
    steps: str = '{ at = "22:00", level = 60 }',
    rules: str = "",
    site: tuple[str, float, float] = KUPANG,
    country: str = "ID",
    *,
    profile: str = "",
    extra: str = "",
) -> str:
    """Group "parks" on calendar "c": profile "special" on rules' days, else "p" with the steps.

    `profile` are more lines of profile "p", `extra` more tables.
    """
    timezone, latitude, longitude = site
    return f"""
[site]
name = "kupang"
timezone = "{timezone}"
latitude = {latitude}
longitude = {longitude}
country = "{country}"
[profile.p]
steps = [{steps}]{profile and f"{chr(10)}{profile}"}
[profile.special]
steps = []
[calendar.c]
default = "p"
rules = [{rules}]
{extra and f"{extra}{chr(10)}"}[assign]
"group:parks" = "c"
"""


def make_document(
    steps: str = '{ at = "22:00", level = 60 }',
    rules: str = "",
    site: tuple[str, float, float] = KUPANG,
    country: str = "ID",
    *,
    profile: str = "",
    extra: str = "",
) -> Document:
    """Read `document_text`."""
    text = document_text(steps, rules, site, country, profile=profile, extra=extra)
    return read_document(text, "test.toml")


def local_points(
    document: Document, evening: str, group: str = "parks", also: tuple[str, ...] = ()
) -> list[tuple[str, int, str]]:
    """The points of a night as (local time with offset, level, because)."""
    zone = ZoneInfo(document.site.timezone)
    night = plan_night(document, group, date.fromisoformat(evening), also)
    return [
        (datetime.fromtimestamp(point.at_s, zone).isoformat(), point.level, point.because)
        for point in night.points
    ]


def utc_s(text: str) -> int:
    """Seconds since 1970 UTC of an RFC 3339 time."""
    return int(datetime.fromisoformat(text).timestamp())
