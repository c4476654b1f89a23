"""The ladder's rungs for one lamp at one moment, each with what it says and whether it decides."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from lighting.city import City
from lighting.desired import groups_of, program_of
from lighting.errors import WrongUse
from lighting.inventory import Lamp
from lighting.rows import OverrideRow
from lighting.times import parse_moment, show
from lighting.twin import Twin
from schedules.anchors import SunTime, read_anchor
from schedules.compile import Night, evening_of, plan_night
from schedules.decision import Situation, Wanted, decide
from schedules.errors import ScheduleError
from schedules.program import Program

Step = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Look:
    """What one trace is about."""

    city: City
    lamp: Lamp
    twin: Twin
    program: Program | None
    wanted: Wanted
    at_ms: int

    def when(self, at_ms: int) -> str:
        """Write a moment for a person."""
        return show(at_ms, self.city.config.site.timezone, self.at_ms)


def trace_of(city: City, lamp: Lamp, situation: Situation, at_ms: int) -> list[Step]:
    """Every rung, the strongest first; `holds` marks the one that decides."""
    twin, wanted = city.twins.get(lamp.node) or Twin(lamp.node), decide(situation, at_ms)
    look = _Look(city, lamp, twin, situation.program, wanted, at_ms)
    return [*_local(look), *_overrides(look), *_program(look), *_default(look), *_clock(look)]


def overrides_for(city: City, lamp: Lamp) -> list[OverrideRow]:
    """The overrides meant for a lamp, those that are over or yet to come included."""
    groups = groups_of(lamp)
    return [
        row
        for row in city.overrides.values()
        if row.group in groups or (row.group is None and lamp.id in row.lamps)
    ]


def level_text(level: int) -> str:
    """Write a level: `at 60 %`, `off`."""
    return f"at {level} %" if level else "off"


def _step(name: str, what: str, *, holds: bool) -> Step:
    return {"step": name, "what": what, "holds": holds}


def _local(look: _Look) -> Iterator[Step]:
    is_set = look.twin.reason_by == "local"
    what = (
        f"the node reports its local switch, {look.twin.level} %" if is_set else "no local switch"
    )
    yield _step("local", what, holds=is_set)


def _overrides(look: _Look) -> Iterator[Step]:
    rows = overrides_for(look.city, look.lamp)
    rows.sort(key=lambda row: (row.priority, row.version, row.id), reverse=True)
    winner = next((row for row in rows if _decides(look, row)), None)
    for row in rows:
        span = f"{look.when(row.start_ms)} to {look.when(row.until_ms)}"
        said = f"{row.id} {level_text(row.level)} by {row.by}, {span}: {row.reason}"
        lost = "" if row is winner else f"; {_why_lost(look, row, winner)}"
        yield _step("override", said + lost, holds=row is winner)
    if not rows:
        yield _step("override", "none for this lamp", holds=False)


def _decides(look: _Look, row: OverrideRow) -> bool:
    return look.wanted.by == "override" and look.wanted.what.split(" ")[0] == row.id


def _why_lost(look: _Look, row: OverrideRow, winner: OverrideRow | None) -> str:
    if row.released_ms is not None:
        return f"released at {look.when(row.released_ms)}"
    if row.until_ms <= look.at_ms:
        return f"ended at {look.when(row.until_ms)}"
    if row.start_ms > look.at_ms:
        return f"not before {look.when(row.start_ms)}"
    return _why_weaker(row, winner)


def _why_weaker(row: OverrideRow, winner: OverrideRow | None) -> str:
    if winner is None:
        return "not issued yet"
    if row.priority < winner.priority:
        return f"weaker: priority {row.priority} against {winner.priority} of {winner.id}"
    return f"older than {winner.id} of the same priority"


def _program(look: _Look) -> Iterator[Step]:
    name, applied = program_of(look.city, look.lamp), look.city.applied
    if name is None or applied is None:
        what = "no schedule is applied" if applied is None else "no calendar for any group of it"
        yield _step("program", what, holds=False)
        return
    holds = look.wanted.by == "program"
    if applied.row.applied_ms > look.at_ms:
        what = f"applied only at {look.when(applied.row.applied_ms)}; told as if it held before"
        yield _step("schedule", what, holds=False)
    night = plan_night(applied.document, name, evening_of(applied.document, look.at_ms // 1000))
    yield _step("calendar", _chosen(look, night), holds=holds)
    yield from _point(look, name, night, holds=holds)


def _chosen(look: _Look, night: Night) -> str:
    applied = look.city.applied
    calendar = applied.document.assignments.get(night.group) if applied else None
    rule = f'rule "{night.rule}"' if night.rule else "the default"
    guess = ", by a date that is an estimate" if night.estimated else ""
    return f"night of {night.date}: {rule} of calendar {calendar} chooses {night.profile}{guess}"


def _point(look: _Look, name: str, night: Night, *, holds: bool) -> Iterator[Step]:
    """The switch point in force as it was issued, and the sun's time if it hangs on one."""
    program = look.program
    point = program.point_at(look.at_ms // 1000) if program else None
    if program is None or point is None:
        yield _step("program", f"{name} has no switch point yet", holds=False)
        return
    after = program.point_after(look.at_ms // 1000)
    until = f" until {look.when(after.at_s * 1000)}" if after else ""
    since = look.when(point.at_s * 1000)
    said = f"{name} {point.because}: {level_text(point.level)} from {since}{until}"
    yield _step("program", said, holds=holds)
    sun = _sun(look, night, point.because)
    if sun:
        yield _step("sun", sun, holds=holds)


def _sun(look: _Look, night: Night, because: str) -> str | None:
    """When the event of the sun was that a switch point is named after."""
    try:
        anchor = read_anchor(because)
        if not isinstance(anchor, SunTime):
            return None
        day = night.date + timedelta(days=0 if anchor.event.is_in_evening else 1)
        site = look.city.config.site
        return f"{anchor.event} at {look.when(parse_moment(f'{day} {anchor.event}', 0, site))}"
    except (ScheduleError, WrongUse):
        return None


def _default(look: _Look) -> Iterator[Step]:
    own = look.city.desired.get(look.lamp.node)
    level = own.default_level if own else look.city.config.nodes.default_level
    yield _step("default", f"{level} % where nothing above says", holds=look.wanted.by == "default")


def _clock(look: _Look) -> Iterator[Step]:
    if look.twin.clock == "unknown" and look.twin.heard_ms is not None:
        what = "the node does not know the time: it takes no darkening and stays lit"
        yield _step("clock", what, holds=False)
