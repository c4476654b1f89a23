"""A schedule applied: read, compiled for every group that has lamps, issued."""

from typing import Any

from lighting.city import Applied, City
from lighting.desired import issue_desired, issue_program, program_of, version_after
from lighting.orders.outcome import Outcome, audit, change
from lighting.questions import ApplySchedule
from lighting.rows import Action, ChangeRow, ScheduleRow
from schedules.document import read_document
from schedules.errors import DocumentError, Problem, ScheduleError


def apply_schedule(city: City, order: ApplySchedule, now_ms: int) -> Outcome:
    """Put a schedule in force, from the present night on.

    Raises:
        DocumentError: it is wrong, or of another site.
        ScheduleError: tonight lies outside the years that can be planned.
    """
    document = read_document(order.text, order.source)
    if (document.site.name, document.site.timezone) != (city.site, city.config.site.timezone):
        wrong = f"[site] is {document.site.name} in {document.site.timezone}"
        right = f"this controller runs {city.site} in {city.config.site.timezone}"
        raise DocumentError((Problem(order.source, None, wrong, right),))
    before, programs = city.applied, dict(city.programs)
    version = version_after(before.row.version if before else 0, now_ms)
    row = ScheduleRow(version, order.text, order.source, order.who, order.reason, now_ms)
    city.applied = Applied(row, document)
    try:
        issued = [*_programs_anew(city, now_ms), *issue_desired(city, now_ms)]
    except ScheduleError:
        city.applied, city.programs = before, programs
        raise
    applied = change(city, f"schedule {order.source}", order.who, city.inventory.lamps, now_ms)
    entry = audit(
        order,
        now_ms,
        order.source,
        "schedule apply",
        before=str(before.row.version if before else ""),
        after=str(version),
    )
    return _answer(city, version, applied), [entry, row, *issued, applied]


def _programs_anew(city: City, now_ms: int) -> list[Action]:
    used = {name for lamp in city.inventory.lamps if (name := program_of(city, lamp))}
    assigned = city.applied.document.groups if city.applied else ()
    city.programs = {name: one for name, one in city.programs.items() if name in assigned}
    return [row for name in assigned if name in used for row in issue_program(city, name, now_ms)]


def _answer(city: City, version: int, applied: ChangeRow) -> dict[str, Any]:
    lamps: dict[str | None, list[str]] = {}
    for lamp in city.inventory.lamps:
        lamps.setdefault(program_of(city, lamp), []).append(lamp.id)
    return {
        "schema": "lighting.schedule-apply/1",
        "version": version,
        "programs": [
            {
                "program": name,
                "version": issued.version,
                "lamps": len(lamps.get(name, [])),
                "nights": issued.program.nights,
            }
            for name, issued in city.programs.items()
        ],
        "unassigned": lamps.get(None, []),
        "change": applied.id,
    }
