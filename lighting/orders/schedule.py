"""A schedule applied: read, compiled for every group that has lamps, issued."""

from typing import Any

from lighting.city import Applied, City
from lighting.desired.able import check_room, of_schedule
from lighting.desired.documents import (
    issue_desired,
    issue_program,
    program_of,
    see_groups,
    version_after,
)
from lighting.errors import Refused
from lighting.orders.agreement import Agreement, check_darkening
from lighting.orders.exposure import exposed
from lighting.orders.outcome import Outcome, audit, change
from lighting.planning.darkening import darkened, held_programs
from lighting.planning.guard import Darkened
from lighting.questions.of_city import ApplySchedule
from lighting.rows import Action, ChangeRow, Say, ScheduleRow
from lighting.times import rfc3339, show_dated
from schedules.document import Document, read_document
from schedules.errors import DocumentError, Problem

MOST_GROUPS = 49
"""Of one lamp, beside that of all lamps: a node's document has room for 50."""


def apply_schedule(
    city: City, order: ApplySchedule, now_ms: int, agreed: Agreement | None = None
) -> Outcome:
    """Put a schedule in force, from the present night on.

    Where another one is in force than the one that it is based on, `Refused` is raised, and for a
    night outside the years that can be planned `NoSuchNightError`. A document that is wrong, of
    another site, or puts a lamp into too many groups raises `DocumentError`.
    """
    _check_base(city, order)
    document = _read(city, order)
    before, programs = city.applied, dict(city.programs)
    base = before.row.version if before else 0
    version = version_after(base, now_ms)
    row = ScheduleRow(version, order.text, order.source, order.who, order.reason, now_ms, base)
    held, said_ms, dark = held_programs(city), dict(city.said_ms), exposed(city, now_ms)
    city.applied = Applied(row, document)
    try:
        see_groups(city)
        _check_groups(city, order.source)
        issued = _programs_anew(city, now_ms)
        check_room(city)
        darker = frozenset(lamp.id for lamp in darkened(city, held, now_ms)) if before else None
        if darker is not None:
            check_darkening(city, darker | exposed(city, now_ms) - dark, now_ms, agreed)
    except Exception:
        city.applied, city.programs, city.said_ms = before, programs, said_ms
        see_groups(city)
        raise
    issued += issue_desired(city, now_ms)
    applied = change(city, f"schedule {order.source}", order.who, city.inventory.lamps, now_ms)
    entry = audit(
        order,
        now_ms,
        order.source,
        "schedule apply",
        before=str(before.row.version if before else ""),
        after=f"{version}, agreed to by {agreed.by}" if agreed else str(version),
    )
    answer = _answer(city, before, applied, issued)
    answer["darkened"] = len(darker or ())
    answer["unable"] = [one.row() for one in of_schedule(city)]
    counted = [] if agreed else counting(city, applied.id, order.who, darker, now_ms)
    return answer, [entry, row, *issued, applied, *counted]


def _read(city: City, order: ApplySchedule) -> Document:
    """Read the document of an order.

    Raises:
        DocumentError: it is of another site.
    """
    document = read_document(order.text, order.source)
    if (document.site.name, document.site.timezone) != (city.site, city.config.site.timezone):
        wrong = f"[site] is {document.site.name} in {document.site.timezone}"
        right = f"this controller runs {city.site} in {city.config.site.timezone}"
        raise DocumentError((Problem(order.source, None, wrong, right),))
    return document


def counting(
    city: City, id_: str, by: str, lamps: frozenset[str] | None, now_ms: int
) -> list[Action]:
    """Note what one person darkened alone, so that it counts with what comes after it."""
    if not lamps:
        return []
    row = city.darkened[id_] = Darkened(id_, by, now_ms, tuple(sorted(lamps)))
    return [row]


def _check_base(city: City, order: ApplySchedule) -> None:
    """Look that nobody takes the place of a schedule that he hasn't seen.

    Raises:
        Refused: He would; it is said who applied it, when and why.
    """
    row = city.applied.row if city.applied else None
    if order.base is None or order.base == (row.version if row else 0):
        return
    if row is None:
        raise Refused(
            "no schedule is in force, and this one says that it is based on another",
            f"it is based on version {order.base}",
            "apply it with --base 0",
        )
    at = show_dated(row.applied_ms, city.config.site.timezone)
    raise Refused(
        f"{row.by} applied another schedule on {at}, which yours is not based on",
        f"version {row.version} is in force, from {row.source}: {row.reason}; "
        f"yours is based on {f'version {order.base}' if order.base else 'none'}",
        f"see what it changed: lighting schedule diff {order.base} {row.version}; take that over "
        f"into your file, then apply it with --base {row.version}",
    )


def _check_groups(city: City, source: str) -> None:
    """Look whether each lamp can be told of all its groups.

    Raises:
        DocumentError: One is in too many.
    """
    for lamp in city.inventory.lamps:
        if len(lamp.groups) > MOST_GROUPS:
            what = f"{lamp.id} would be in {len(lamp.groups)} groups, nested ones included"
            right = f"put it into {MOST_GROUPS} at most: each costs its node a subscription"
            raise DocumentError((Problem(source, None, what, right),))


def _programs_anew(city: City, now_ms: int) -> list[Action]:
    used = {name for lamp in city.inventory.lamps if (name := program_of(city, lamp))}
    if city.applied is None:
        return []
    assigned = {*city.applied.document.groups, *used}
    city.programs = {name: one for name, one in city.programs.items() if name in assigned}
    ordered = sorted(used, key=city.applied.names.order)
    return [row for name in ordered for row in issue_program(city, name, now_ms)]


def _answer(
    city: City, before: Applied | None, applied: ChangeRow, issued: list[Action]
) -> dict[str, Any]:
    lamps: dict[str | None, list[str]] = {}
    for lamp in city.inventory.lamps:
        lamps.setdefault(program_of(city, lamp), []).append(lamp.id)
    return {
        "schema": "lighting.schedule-apply/1",
        "version": city.applied.row.version if city.applied else 0,
        "replaced": _replaced(city, before),
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
        "documents": sum(1 for one in issued if isinstance(one, Say)),
        "documents_per_s": city.config.broker.documents_per_s,
        "change": applied.id,
    }


def _replaced(city: City, before: Applied | None) -> dict[str, Any] | None:
    """Whose schedule is in force no more, so that nobody loses his unseen."""
    if before is None:
        return None
    row = before.row
    at = rfc3339(row.applied_ms, city.config.site.timezone)
    return {"version": row.version, "applied_at": at, "by": row.by, "reason": row.reason}
