"""Forty places that make a schedule difficult, and one document for all of them."""

from typing import NamedTuple


class City(NamedTuple):
    """Where it is, and whose holidays it has."""

    timezone: str
    latitude_deg: float
    longitude_deg: float
    country: str


CITIES = (
    City("Asia/Makassar", -10.178, 123.607, "ID"),  # Kupang
    City("Asia/Jakarta", -6.2, 106.82, "ID"),
    City("Asia/Jayapura", -2.53, 140.72, "ID"),
    City("Arctic/Longyearbyen", 78.22, 15.65, "NO"),
    City("Europe/Oslo", 69.65, 18.96, "NO"),  # Tromso
    City("Europe/Oslo", 59.913, 10.739, "NO"),
    City("Europe/Stockholm", 67.86, 20.23, "SE"),  # Kiruna
    City("Europe/Helsinki", 60.17, 24.94, "FI"),
    City("Europe/Berlin", 52.52, 13.405, "DE-BE"),
    City("Europe/London", 51.5, -0.13, "GB"),
    City("Europe/Dublin", 53.35, -6.26, "IE"),
    City("Europe/Madrid", 42.88, -8.54, "ES"),  # Santiago de Compostela
    City("Atlantic/Reykjavik", 64.15, -21.94, "IS"),
    City("Atlantic/Azores", 37.74, -25.67, "PT"),
    City("America/Nuuk", 64.18, -51.74, "GL"),
    City("America/St_Johns", 47.56, -52.71, "CA"),
    City("America/New_York", 40.71, -74.01, "US"),
    City("America/Anchorage", 71.29, -156.79, "US"),  # Utqiagvik
    City("America/Adak", 51.88, -176.65, "US"),
    City("America/Santiago", -33.45, -70.66, "CL"),
    City("America/Punta_Arenas", -53.16, -70.91, "CL"),
    City("America/Asuncion", -25.28, -57.63, "PY"),
    City("America/Havana", 23.11, -82.37, "CU"),
    City("America/Guayaquil", -0.18, -78.47, "EC"),
    City("Africa/Cairo", 30.04, 31.24, "EG"),
    City("Africa/Casablanca", 33.57, -7.59, "MA"),
    City("Africa/Nairobi", -1.29, 36.82, "KE"),
    City("Asia/Jerusalem", 31.77, 35.21, "IL"),
    City("Asia/Beirut", 33.89, 35.5, "LB"),
    City("Asia/Kathmandu", 27.72, 85.32, "NP"),
    City("Asia/Kolkata", 22.57, 88.36, "IN"),
    City("Asia/Shanghai", 39.47, 75.99, "CN"),  # Kashgar, three hours off its sun
    City("Asia/Kamchatka", 53.02, 158.65, "RU"),
    City("Australia/Lord_Howe", -31.55, 159.08, "AU"),
    City("Australia/Eucla", -31.68, 128.88, "AU"),
    City("Pacific/Auckland", -36.85, 174.76, "NZ"),
    City("Pacific/Chatham", -43.95, -176.56, "NZ"),
    City("Pacific/Apia", -13.83, -171.76, "WS"),
    City("Pacific/Kiritimati", 1.87, -157.4, "KI"),
    City("Antarctica/Troll", -72.01, 2.53, "NO"),
)
GROUPS = ("roads", "parks", "squares")


def document(city: City) -> str:
    """Write the document of a city: each kind of anchor, clamp, rule and event is in it."""
    return DOCUMENT.format(**city._asdict())


DOCUMENT = """
[site]
name = "city"
timezone = "{timezone}"
latitude = {latitude_deg}
longitude = {longitude_deg}
country = "{country}"

[profile.road]
steps = [
  {{ at = "sunset-10m", level = 100, fade = "30s", not_after = "23:00" }},
  {{ at = "22:00", level = 60, fade = "2m" }},
  {{ at = "01:30", level = 40 }},
  {{ at = "02:15", level = 30 }},
  {{ at = "04:30", level = 100 }},
  {{ at = "sunrise+5m", level = 0, not_before = "03:00" }},
]
[profile.festive]
steps = [{{ at = "sunset", level = 100 }}, {{ at = "sunrise", level = 0 }}]
[profile.park]
min_burn = "45m"
steps = [
  {{ at = "dusk", level = 80, not_before = "18:00", not_after = "21:30" }},
  {{ at = "23:00", level = 0 }},
  {{ at = "05:45", level = 60 }},
  {{ at = "dawn+30m", level = 0, not_before = "05:45", not_after = "09:00" }},
]
[profile.square]
steps = [
  {{ at = "dusk-15m", level = 90, not_after = "22:30" }},
  {{ at = "02:30", level = 0 }},
  {{ at = "05:00", level = 20 }},
  {{ at = "dawn", level = 0, not_before = "05:01" }},
]
[calendar.roads]
default = "road"
rules = [
  {{ on = "12-24..01-02, last sat of 03", profile = "festive" }},
  {{ on = "eve of holiday", profile = "festive" }},
  {{ on = "2027-02-10..2027-02-14, 02-29", profile = "park" }},
]
[calendar.parks]
default = "park"
rules = [{{ on = "holiday, eve of sat", profile = "square" }}]
[calendar.squares]
default = "square"
rules = [
  {{ on = "2nd sat, 5th fri, last mon of 08", profile = "road" }},
  {{ on = "sat..mon", profile = "park" }},
]
[group.green]
members = ["group:greener", "group:squares"]
[group.greener]
members = ["group:parks"]
[[event]]
name = "Market"
on = "fri..sat, 2026-03-28"
for = "group:green"
from = "sunset+20m"
until = "23:30"
level = 100
[[event]]
name = "Stars"
on = "1st sun, 10-24..11-01"
for = "all"
from = "01:45"
until = "dawn-10m"
level = 0
[assign]
"group:roads" = "roads"
"group:parks" = "parks"
"group:squares" = "squares"
"""
