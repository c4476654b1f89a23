"""A city's schedule to measure with: as many groups as wanted, each with a program of its own."""

from datetime import date

from schedules.document import Document, read_document

FIRST = date(2026, 8, 16)
YEAR_NIGHTS = 366
SITE = """
[site]
name = "kupang"
timezone = "Asia/Makassar"
latitude = -10.178
longitude = 123.607
country = "ID"
"""
PROGRAM = """
[profile.p-{1}]
steps = [
  {{ at = "sunset-10m", level = 100, fade = "30s" }},
  {{ at = "22:{0:02}", level = {2}, fade = "2m" }},
  {{ at = "23:45", level = 40 }},
  {{ at = "04:30", level = 100 }},
  {{ at = "sunrise+5m", level = 0 }},
]
[profile.festive-{1}]
steps = [{{ at = "sunset", level = 100 }}, {{ at = "sunrise", level = 0 }}]
[calendar.c-{1}]
default = "p-{1}"
rules = [
  {{ on = "08-16..08-17", profile = "festive-{1}" }},
  {{ on = "eve of holiday", profile = "festive-{1}" }},
]
"""


def city_document(programs: int, dimmed: int = 60) -> Document:
    """Write a document of that many groups, dimmed to a level [%] at 22 o'clock, and read it."""
    numbers = range(programs)
    text = SITE + "".join(PROGRAM.format(number % 60, number, dimmed) for number in numbers)
    text += "[assign]\n" + "".join(f'"group:g-{one}" = "c-{one}"\n' for one in numbers)
    return read_document(text, "city.toml")
