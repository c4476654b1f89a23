"""What nodes can hold and do, held against what they are to be told, before it is sent."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lighting.city import City, Issued
from lighting.desired.documents import program_of
from lighting.desired.on_top import factors_held, on_top_of
from lighting.errors import Refused
from lighting.nodes.twin import Able
from lighting.site.inventory import Lamp
from schedules.program import Program

FULL_LEVEL = 100
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Lack:
    """What some nodes can't do, and what becomes of it; `code` names it for programs."""

    code: str
    what: str
    lamps: tuple[str, ...]

    def row(self) -> dict[str, Any]:
        """The same for an answer."""
        return {"code": self.code, "what": self.what, "lamps": list(self.lamps)}


def check_room(city: City) -> None:
    """Look that each node can hold its program.

    Raises:
        Refused: some can't; they are named.
    """
    lacking: dict[str, list[str]] = {}
    for lamp, able, issued in _told(city):
        points, size = len(issued.program.points), len(issued.payload)
        if points > able.max_points:
            what = f"{able.max_points} switch points, and {issued.program.id} has {points}"
        elif size > able.max_program_bytes:
            what = f"{able.max_program_bytes} bytes, and {issued.program.id} has {size}"
        else:
            continue
        lacking.setdefault(what, []).append(lamp.id)
    for what, lamps in lacking.items():
        raise Refused(
            f"{_named(lamps)} can't hold the program: there is room for {what}",
            "a node refuses what it has no room for, and goes on with what it holds",
            "use fewer steps, effects or events for these lamps, or [schedule] nights = 7",
        )


def of_schedule(city: City) -> list[Lack]:
    """What the nodes of a city can't do of what the schedule in force asks of them."""
    found: dict[tuple[str, str], list[str]] = {}
    asked: dict[str, _Asked] = {}
    for lamp, able, issued in _told(city):
        name = issued.program.id
        if name not in asked:
            asked[name] = _asked(issued.program)
        for key in (
            *_of_levels(able, asked[name]),
            *_of_sensors(city, able, name),
            *_of_factors(city, able, lamp),
        ):
            found.setdefault(key, []).append(lamp.id)
    return [Lack(code, what, tuple(lamps)) for (code, what), lamps in found.items()]


def of_override(
    city: City, lamps: Iterable[Lamp], level: int, *, has_fade: bool = False
) -> list[Lack]:
    """What nodes can't do of an override."""
    dimmed = frozenset({level} if 0 < level < FULL_LEVEL else ())
    asked, found = _Asked("the override", dimmed, has_fade), dict[tuple[str, str], list[str]]()
    for lamp in lamps:
        able = _able(city, lamp)
        for key in _of_levels(able, asked) if able else ():
            found.setdefault(key, []).append(lamp.id)
    return [Lack(code, what, tuple(ids)) for (code, what), ids in found.items()]


def _able(city: City, lamp: Lamp) -> Able | None:
    twin = city.twins.get(lamp.node)
    return twin.able if twin else None


def _told(city: City) -> Iterator[tuple[Lamp, Able, Issued]]:
    """Lamps whose nodes have said what they can do, with their programs."""
    for lamp in city.inventory.lamps:
        able = _able(city, lamp)
        issued = city.programs.get(program_of(city, lamp) or "")
        if able is not None and issued is not None:
            yield lamp, able, issued


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a program asks of its nodes: levels between off and full, and whether it fades."""

    name: str
    dimmed: frozenset[int]
    has_fade: bool


def _asked(program: Program) -> _Asked:
    points = (*program.points, *program.ordinary)
    dimmed = frozenset(one.level for one in points if 0 < one.level < FULL_LEVEL)
    return _Asked(program.id, dimmed, any(one.fade_s for one in points))


def _of_levels(able: Able, asked: _Asked) -> Iterator[tuple[str, str]]:
    least = min(asked.dimmed, default=FULL_LEVEL)
    if not able.dim:
        if asked.dimmed:
            yield "no-dimming", f"{asked.name} asks for {least} %: these only switch, and are full"
        return
    if least < able.min_level:
        what = f"{asked.name} asks for {least} %: these give no less than {able.min_level} %"
        yield "min-level", what
    if asked.has_fade and not able.fade:
        yield "no-fade", f"{asked.name} fades: these jump to each level"


def _of_sensors(city: City, able: Able, name: str) -> Iterator[tuple[str, str]]:
    top = on_top_of(city, name)
    for sensor in dict.fromkeys(effect.sensor for effect in top.effects):
        if sensor not in able.sensors:
            named = ", ".join(one.name for one in top.effects if one.sensor == sensor)
            what = f"effects {named} of {name} never happen: these have no sensor {sensor}"
            yield "no-sensor", what
    if top.photocells and not able.photocell:
        yield "no-photocell", f"the photocell of {name} is not there: these go by the sun alone"


def _of_factors(city: City, able: Able, lamp: Lamp) -> Iterator[tuple[str, str]]:
    document = city.applied.document if city.applied else None
    if not able.factors and factors_held(document, lamp) is not None:
        what = f"lamp type {lamp.type}: these nodes apply no factors, and give the level as it is"
        yield "no-factors", what


def _named(lamps: Sequence[str]) -> str:
    more = len(lamps) - SHOWN
    return ", ".join(lamps[:SHOWN]) + (f" and {more} more" if more > 0 else "")
