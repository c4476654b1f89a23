"""The schedule in force, as its author wrote it, and the programs that were made from it."""

from typing import Any

from lighting.city import City
from lighting.desired import program_of
from lighting.errors import NothingMatched
from lighting.times import rfc3339


def show_schedule(city: City) -> dict[str, Any]:
    """The schedule in force; `NothingMatched` if none was applied yet."""
    if city.applied is None:
        none_yet = NothingMatched(
            "a schedule", why="none was applied yet; lamps keep their default"
        )
        none_yet.remedy = "apply one: lighting schedule apply schedules.toml --reason TEXT"
        raise none_yet
    row, zone = city.applied.row, city.config.site.timezone
    lamps: dict[str | None, list[str]] = {}
    for lamp in city.inventory.lamps:
        lamps.setdefault(program_of(city, lamp), []).append(lamp.id)
    return {
        "schema": "lighting.schedule-show/1",
        "version": row.version,
        "source": row.source,
        "applied_at": rfc3339(row.applied_ms, zone),
        "by": row.by,
        "reason": row.reason,
        "text": row.text,
        "programs": [
            {
                "program": name,
                "calendar": city.applied.document.assignments.get(name),
                "version": issued.version,
                "lamps": len(lamps.get(name, ())),
                "nights": issued.program.nights,
                "until": rfc3339(issued.program.until_s * 1000, zone),
            }
            for name, issued in city.programs.items()
        ],
        "unassigned": lamps.get(None, []),
    }
