"""The smallest documents for a purpose: a site, a profile from its steps, a calendar of rules."""

from datetime import datetime

from schedules.document import Document, read_document

KUPANG = ("Asia/Makassar", -10.178, 123.607)
OSLO = ("Europe/Oslo", 59.913, 10.739)
LONGYEARBYEN = ("Arctic/Longyearbyen", 78.22, 15.65)


def document_text(
    steps: str = '{ at = "22:00", level = 60 }',
    rules: str = "",
    site: tuple[str, float, float] = KUPANG,
    country: str = "ID",
) -> str:
    """Group "parks" on calendar "c": profile "special" on rules' days, else "p" with the steps."""
    timezone, latitude, longitude = site
    return f"""
[site]
name = "kupang"
timezone = "{timezone}"
latitude = {latitude}
longitude = {longitude}
country = "{country}"
[profile.p]
steps = [{steps}]
[profile.special]
steps = []
[calendar.c]
default = "p"
rules = [{rules}]
[assign]
"group:parks" = "c"
"""


def make_document(
    steps: str = '{ at = "22:00", level = 60 }',
    rules: str = "",
    site: tuple[str, float, float] = KUPANG,
    country: str = "ID",
) -> Document:
    """Read `document_text`."""
    return read_document(document_text(steps, rules, site, country), "test.toml")


def utc_s(text: str) -> int:
    """Seconds since 1970 UTC of an RFC 3339 time."""
    return int(datetime.fromisoformat(text).timestamp())
