"""Rows of an answer put in the order of a ride, each with the way from the one before."""

from collections.abc import Iterable, Sequence
from typing import Any

from lighting.times import from_rfc3339
from lighting.work.route import Stop, arranged, distance_m, road_rank

Row = dict[str, Any]
KINDS = ("tilt", "incident", "dark", "silent", "battery", "dark-elsewhere")
"""What a storm leaves, the most urgent first: what may hurt people, many lamps, main roads."""


def ridden(rows: Iterable[Row], now_ms: int) -> list[Row]:
    """Give work orders in the order of the ride, `distance_m` from the one before."""
    by_id = {row["id"]: row for row in rows}
    before: Stop | None = None
    found = []
    for stop in arranged([_stop(row) for row in by_id.values()], now_ms):
        row = by_id[stop.id]
        has_place = before is not None and row["latitude"] is not None
        way_m = round(distance_m(before, stop)) if before is not None and has_place else None
        found.append({**row, "distance_m": way_m})
        before = stop
    return found


def triaged(rows: Sequence[Row]) -> list[Row]:
    """Give the rows of a storm by kelurahan: poles, incidents, dark main roads, silence, batteries.

    Lamps dark elsewhere can wait. In each, by road class, then by age.
    """
    return sorted(rows, key=_rank)


def _rank(row: Row) -> tuple[str, int, int, str, str]:
    rank = road_rank(row["road_class"])
    return row["kelurahan"], KINDS.index(row["kind"]), rank, row["since"], row["what"]


def _stop(row: Row) -> Stop:
    return Stop(
        row["id"],
        row["kelurahan"],
        row["latitude"] or 0.0,
        row["longitude"] or 0.0,
        row["severity"],
        row["road_class"],
        from_rfc3339(row["since"]),
        row["street"] or "",
        len(row["lamps"]),
    )
