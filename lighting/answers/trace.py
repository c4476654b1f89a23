"""The ladder's rungs for one lamp at one moment, each with what it says and whether it decides."""

from collections.abc import Iterator
from typing import Any

from lighting.answers.case import Case, level_text
from lighting.answers.trace_light import factors, sensors
from lighting.desired.documents import as_override
from lighting.rows import OverrideRow
from schedules.calendars import Looked, trace
from schedules.compile import Night, evening_of, plan_night
from schedules.decision import Wanted
from schedules.document import Document, calendar_name, to_calendar
from schedules.moments import SunUse

Step = dict[str, Any]


def trace_of(case: Case) -> list[Step]:
    """Every rung, the strongest first; `holds` marks the one that decides."""
    wanted = case.wanted
    return [
        *_local(case),
        *_overrides(case, wanted),
        *_program(case, wanted),
        *(_step(name, what, holds=holds) for name, what, holds in sensors(case, wanted)),
        *_default(case, wanted),
        *(_step(name, what, holds=False) for name, what in factors(case, wanted)),
        *_clock(case),
    ]


def _step(name: str, what: str, *, holds: bool) -> Step:
    return {"step": name, "what": what, "holds": holds}


def _local(case: Case) -> Iterator[Step]:
    said = case.said
    if said is not None and said.by == "local":
        what = f"the node reports its local switch, {said.level} %"
        yield _step("local", what, holds=True)
    else:
        yield _step("local", "no local switch", holds=False)


def _overrides(case: Case, wanted: Wanted) -> Iterator[Step]:
    rows = sorted(case.overrides, key=lambda row: as_override(row).rank, reverse=True)
    winner = next((row for row in rows if _decides(wanted, row)), None)
    for row in rows:
        span = f"{case.when(row.start_ms)} to {case.when(row.until_ms)}"
        said = f"{row.id} {level_text(row.level)} by {row.by}, {span}: {row.reason}"
        lost = "" if row is winner else f"; {_why_lost(case, row, winner)}"
        yield _step("override", said + lost, holds=row is winner)
    if not rows:
        yield _step("override", "none for this lamp", holds=False)


def _decides(wanted: Wanted, row: OverrideRow) -> bool:
    return wanted.by == "override" and wanted.what.split(" ")[0] == row.id


def _why_lost(case: Case, row: OverrideRow, winner: OverrideRow | None) -> str:
    if row.set_ms > case.at_ms:
        return f"set only at {case.when(row.set_ms)}"
    if row.released_ms is not None and row.released_ms <= case.at_ms:
        return f"released at {case.when(row.released_ms)}"
    if row.until_ms <= case.at_ms:
        return f"ended at {case.when(row.until_ms)}"
    if row.start_ms > case.at_ms:
        return f"not before {case.when(row.start_ms)}"
    return _why_weaker(row, winner)


def _why_weaker(row: OverrideRow, winner: OverrideRow | None) -> str:
    if winner is None:
        return "not issued yet"
    if row.priority < winner.priority:
        return f"weaker: priority {row.priority} against {winner.priority} of {winner.id}"
    return f"older than {winner.id} of the same priority"


def _program(case: Case, wanted: Wanted) -> Iterator[Step]:
    document, row = case.document, case.schedule
    if document is None or row is None:
        what = "no schedule is applied" if case.at_ms >= case.now_ms else "no schedule was in force"
        yield _step("program", what, holds=False)
        return
    if case.imported_ms is not None:
        at = case.when(case.imported_ms)
        what = f"the list was replaced at {at}; the lamp's groups are told as they are now"
        yield _step("lamps", what, holds=False)
    if row.applied_ms > case.at_ms:
        what = f"applied only at {case.when(row.applied_ms)}; told as if it held before"
        yield _step("schedule", what, holds=False)
    elif case.at_ms < case.now_ms:
        what = f"{row.source}, applied by {row.by} at {case.when(row.applied_ms)}: {row.reason}"
        yield _step("schedule", what, holds=False)
    if case.origin is None:
        yield _step("program", "no calendar for any group of it", holds=False)
        return
    yield from _of_night(case, document, wanted)


def _of_night(case: Case, document: Document, wanted: Wanted) -> Iterator[Step]:
    origin, holds = case.origin, wanted.by == "program"
    if origin is None:
        return
    evening = evening_of(document, case.at_ms // 1000)
    night = plan_night(document, origin.group, evening, origin.also)
    for looked in _looked(document, night):
        if looked.match is None:
            what = f'"{looked.rule}" does not match the night of {night.date}'
            yield _step("rule", what, holds=False)
    yield _step("calendar", _chosen(document, night), holds=holds)
    for point in night.left_out:
        what = f"{point.because} at {case.when(point.at_s * 1000)}: it would burn too shortly"
        yield _step("left out", what, holds=False)
    yield from _point(case, night, holds=holds)


def _looked(document: Document, night: Night) -> tuple[Looked, ...]:
    calendar = to_calendar(document, night.group)
    return trace(calendar, night.date, document.site.country, document.holidays)


def _chosen(document: Document, night: Night) -> str:
    calendar = calendar_name(document, night.group)
    rule = f'rule "{night.rule}"' if night.rule else "the default"
    guess = ", by a date that is an estimate" if night.estimated else ""
    return f"night of {night.date}: {rule} of calendar {calendar} chooses {night.profile}{guess}"


def _point(case: Case, night: Night, *, holds: bool) -> Iterator[Step]:
    """The switch point in force, and the sun's time if it hangs on one."""
    program = case.situation.program
    point = program.point_at(case.at_ms // 1000) if program else None
    if program is None or point is None:
        yield _step("program", f"{case.name} has no switch point yet", holds=False)
        return
    after = program.point_after(case.at_ms // 1000)
    until = f" until {case.when(after.at_s * 1000)}" if after else ""
    since = case.when(point.at_s * 1000)
    said = f"{program.id} {point.because}: {level_text(point.level)} from {since}{until}"
    yield _step("program", said, holds=holds)
    for mine, origin in zip(night.points, night.origins, strict=True):
        if mine.at_s == point.at_s and origin.sun:
            yield _step("sun", _sun(case, origin.sun), holds=holds)


def _sun(case: Case, sun: SunUse) -> str:
    place = f"computed for {case.site.latitude}, {case.site.longitude}, no sensor asked"
    if not isinstance(sun.at_s, int):
        return f"no {sun.event} that day: the sun stays {sun.at_s}; {place}"
    return f"{sun.event} at {case.when(sun.at_s * 1000)}, {place}"


def _default(case: Case, wanted: Wanted) -> Iterator[Step]:
    what = f"{case.situation.default_level} % where nothing above says"
    yield _step("default", what, holds=wanted.by == "default")


def _clock(case: Case) -> Iterator[Step]:
    if case.clock == "unknown":
        what = "the node does not know the time: it takes no darkening and stays lit"
        yield _step("clock", what, holds=False)
