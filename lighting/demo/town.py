"""The demo's town: streets and parks of Kota Kupang, their lamps, panels and schedule."""

from dataclasses import dataclass

from lighting.site.inventory import Lamp
from lighting.site.lamp_csv import write_lamps

FEWEST_LAMPS = 24
"""With fewer, a panel would be too small for an outage that can be told from single lamps."""

SITE = """[site]
name = "kupang"
timezone = "Asia/Makassar"
latitude = -10.178
longitude = 123.607
country = "ID"
"""

SCHEDULE = (
    SITE
    + """
[profile.main-road]
steps = [
  { at = "sunset-10m", level = 100, fade = "30s" },
  { at = "22:00", level = 60, fade = "2m" },
  { at = "04:30", level = 100, fade = "1m" },
  { at = "sunrise+5m", level = 0 },
]

[profile.neighbourhood]
steps = [
  { at = "sunset", level = 100, fade = "30s" },
  { at = "21:30", level = 70, fade = "2m" },
  { at = "23:30", level = 40, fade = "2m" },
  { at = "04:45", level = 70, fade = "1m" },
  { at = "sunrise", level = 0 },
]

[profile.park]
steps = [
  { at = "dusk", level = 80, fade = "1m" },
  { at = "23:00", level = 30, fade = "2m" },
  { at = "dawn", level = 0 },
]

[profile.festive]
steps = [
  { at = "sunset-15m", level = 100, fade = "30s" },
  { at = "01:00", level = 50, fade = "5m" },
  { at = "sunrise", level = 0 },
]

[calendar.roads]
default = "main-road"

[calendar.neighbourhoods]
default = "neighbourhood"

[calendar.parks]
default = "park"
rules = [
  { on = "08-16", profile = "festive" },
]

[assign]
"group:main-roads" = "roads"
"group:neighbourhoods" = "neighbourhoods"
"group:parks" = "parks"
"""
)


@dataclass(frozen=True, slots=True)
class Street:
    """One street or park of the demo; `share` of 200 lamps stand in it."""

    name: str
    kelurahan: str
    panel: str
    group: str
    road_class: str
    power_w: float
    share: int
    latitude: float
    longitude: float


STREETS = (
    Street("Jl. El Tari", "Oebobo", "P-01", "main-roads", "arteri", 90, 24, -10.1727, 123.6186),
    Street(
        "Jl. Frans Seda", "Fatululi", "P-01", "main-roads", "arteri", 90, 14, -10.1610, 123.6203
    ),
    Street(
        "Jl. W.J. Lalamentik", "Oebufu", "P-02", "main-roads", "arteri", 90, 22, -10.1655, 123.6142
    ),
    Street(
        "Jl. Timor Raya", "Kelapa Lima", "P-02", "main-roads", "arteri", 120, 16, -10.1478, 123.6262
    ),
    Street(
        "Jl. Jenderal Soeharto",
        "Oepura",
        "P-03",
        "main-roads",
        "kolektor",
        70,
        20,
        -10.1894,
        123.5961,
    ),
    Street(
        "Jl. Piet A. Tallo", "Liliba", "P-03", "main-roads", "kolektor", 70, 14, -10.1753, 123.6408
    ),
    Street("Jl. Cak Doko", "Oetete", "P-04", "neighbourhoods", "lokal", 40, 18, -10.1669, 123.5897),
    Street("Jl. Nangka", "Oeba", "P-04", "neighbourhoods", "lokal", 40, 14, -10.1587, 123.5953),
    Street(
        "Jl. Herewila", "Naikoten II", "P-05", "neighbourhoods", "lokal", 40, 16, -10.1778, 123.6031
    ),
    Street("Jl. Bajawa", "Fatululi", "P-05", "neighbourhoods", "lokal", 40, 18, -10.1643, 123.6219),
    Street("Taman Nostalgia", "Kayu Putih", "P-06", "parks", "taman", 35, 14, -10.1601, 123.6259),
    Street("Taman Tirosa", "Oebufu", "P-06", "parks", "taman", 35, 10, -10.1721, 123.6243),
)
_ALL_SHARES = sum(street.share for street in STREETS)


def lamps_of_town(count: int) -> tuple[Lamp, ...]:
    """So many lamps, spread over the streets by their shares; the same for the same count."""
    lamps: list[Lamp] = []
    for street, there in zip(STREETS, _spread(count), strict=True):
        for place in range(there):
            number = len(lamps) + 1
            lamps.append(_lamp(street, number, place))
    return tuple(lamps)


def _spread(count: int) -> list[int]:
    """Whole lamps by largest remainder, so that they add up."""
    exact = [street.share * count / _ALL_SHARES for street in STREETS]
    whole = [int(one) for one in exact]
    by_rest = sorted(range(len(exact)), key=lambda i: whole[i] - exact[i])
    for i in by_rest[: count - sum(whole)]:
        whole[i] += 1
    return whole


def _lamp(street: Street, number: int, place: int) -> Lamp:
    return Lamp(
        id=f"KPG-{number:04}",
        node=f"n-kpg-{number:04}",
        panel=street.panel,
        groups=(street.group,),
        street=street.name,
        kelurahan=street.kelurahan,
        latitude=round(street.latitude + place * 0.0003, 6),
        longitude=round(street.longitude + place * 0.0002, 6),
        power_w=street.power_w,
        standby_w=1.0,
        road_class=street.road_class,
    )


def lamps_csv(lamps: tuple[Lamp, ...]) -> str:
    """The town's list of lamps, as an operator would import it."""
    return write_lamps(lamps)
