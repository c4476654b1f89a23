"""Schedules as their authors wrote them: the one in force, its programs, and those before it."""

from typing import Any

from lighting.city import City
from lighting.desired.documents import program_of
from lighting.errors import NothingMatched
from lighting.questions.of_city import ListSchedules, ShowSchedule
from lighting.rows import ScheduleRow
from lighting.stores import Reader
from lighting.times import rfc3339


def show_schedule(city: City, question: ShowSchedule, store: Reader) -> dict[str, Any]:
    """The schedule in force, or an earlier version; `NothingMatched` where there is none."""
    if city.applied is None:
        none_yet = NothingMatched(
            "a schedule", why="none was applied yet; lamps keep their default"
        )
        none_yet.remedy = "apply one: lighting schedule apply schedules.toml --reason TEXT"
        raise none_yet
    row = city.applied.row
    if question.version not in {None, row.version}:
        found = store.schedule(question.version or 0)
        if found is None:
            unknown = _no_version(question.version or 0, store)
            raise unknown
        row = found
    is_in_force = row.version == city.applied.row.version
    return {
        "schema": "lighting.schedule-show/1",
        **_head(city, row, store.schedule_number(row.version)),
        "in_force": is_in_force,
        "text": row.text,
        "programs": _programs(city) if is_in_force else [],
        "unassigned": _lamps(city).get(None, []) if is_in_force else [],
    }


def list_schedules(city: City, question: ListSchedules, store: Reader) -> dict[str, Any]:
    """The newest versions, the newest first; none were applied: an empty list."""
    found = store.schedules(question.limit)
    numbers = range(store.schedule_number(found[0].version) if found else 0, 0, -1)
    in_force = city.applied.row.version if city.applied else 0
    return {
        "schema": "lighting.schedule-history/1",
        "versions": [
            {**_head(city, row, number), "in_force": row.version == in_force}
            for row, number in zip(found, numbers, strict=False)
        ],
    }


def _no_version(version: int, store: Reader) -> NothingMatched:
    newest = store.schedules(1)
    most = store.schedule_number(newest[0].version) if newest else 0
    error = NothingMatched(f"version {version}", why=f"there are versions 1 to {most}")
    error.remedy = "look at what there is: lighting schedule history"
    return error


def _head(city: City, row: ScheduleRow, number: int) -> dict[str, Any]:
    return {
        "number": number,
        "version": row.version,
        "base": row.base,
        "source": row.source,
        "applied_at": rfc3339(row.applied_ms, city.config.site.timezone),
        "by": row.by,
        "reason": row.reason,
    }


def _lamps(city: City) -> dict[str | None, list[str]]:
    lamps: dict[str | None, list[str]] = {}
    for lamp in city.inventory.lamps:
        lamps.setdefault(program_of(city, lamp), []).append(lamp.id)
    return lamps


def _programs(city: City) -> list[dict[str, Any]]:
    lamps, zone = _lamps(city), city.config.site.timezone
    assigned = city.applied.document.assignments if city.applied else {}
    return [
        {
            "program": name,
            "calendar": assigned.get(name),
            "version": issued.version,
            "lamps": len(lamps.get(name, ())),
            "nights": issued.program.nights,
            "until": rfc3339(issued.program.until_s * 1000, zone),
        }
        for name, issued in city.programs.items()
    ]
