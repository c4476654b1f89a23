"""How InfluxDB is fed: what waits, what was refused, what is gone; and the lines themselves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lighting.site.config import Influx
from lighting.stores.forwarder import Progress
from lighting.stores.journal import Backlog
from lighting.stores.parking import EVENTS, Gap, Parked
from lighting.times import rfc3339

OFF = "off"
# The worst first: what one bucket suffers from is what somebody has to look at.
STATES = ("refused", "unreachable", "draining", "flowing")


@dataclass(frozen=True, slots=True)
class Aside:
    """What is not in InfluxDB: what waits, and how many lines it refused."""

    backlog: Backlog
    parked: int


def summary(
    progresses: Sequence[Progress], aside: Aside | None, now_ms: int, timezone: str
) -> dict[str, Any]:
    """The state of the feeding and what waits; None: what waits can't be read.

    Args:
        progresses: Of each bucket; none where there is no InfluxDB.
        aside: What waits, and what was refused.
        now_ms: The present moment [ms since 1970 UTC].
        timezone: Of the times in it.
    """
    state = next((one for one in STATES if any(p.state == one for p in progresses)), OFF)
    success_ms = max((one.last_success_ms or 0 for one in progresses), default=0) or None
    failed = max(progresses, key=lambda one: one.last_error_ms or 0, default=Progress())
    return {
        "state": state,
        "backlog": None if aside is None else _backlog(aside.backlog, now_ms, timezone),
        "parked": None if aside is None else aside.parked,
        "forwarded": sum(one.forwarded for one in progresses),
        "last_success_at": _time(success_ms, timezone),
        "last_error": failed.last_error,
        "last_error_at": _time(failed.last_error_ms, timezone),
    }


@dataclass(frozen=True, slots=True)
class Kept:
    """What the database says besides the backlog.

    Attributes:
        is_moving: Whether measurements of the time before InfluxDB are still to follow.
        lost: How much is gone for good, by class.
        gaps: The newest of it.
    """

    is_moving: bool
    lost: Mapping[str, int]
    gaps: Sequence[Gap]


def status_document(
    settings: Influx, fed: dict[str, Any], kept: Kept, timezone: str
) -> dict[str, Any]:
    """The document of `lighting influx status`.

    Args:
        settings: Of InfluxDB.
        fed: The `summary`.
        kept: The rest.
        timezone: Of the times in it.
    """
    return {
        "schema": "lighting.influx-status/1",
        "url": settings.url or None,
        "org": settings.org,
        "bucket": settings.bucket,
        "hourly_bucket": settings.hourly_bucket,
        "book_bucket": settings.book_bucket,
        **fed,
        "moving": bool(settings.url) and kept.is_moving,
        "lost": dict(kept.lost),
        "gaps": _gap_rows(kept.gaps, timezone),
    }


def _gap_rows(gaps: Iterable[Gap], timezone: str) -> list[dict[str, Any]]:
    """What is gone for good: samples by time, events by number."""
    return [
        {
            "noted_at": _time(gap.noted_ms, timezone),
            "what": gap.what,
            "count": gap.count,
            "node": gap.node,
            "why": gap.why,
            **(
                {"first": gap.first, "last": gap.last}
                if gap.what == EVENTS
                else {"from": _time(gap.first, timezone), "to": _time(gap.last, timezone)}
            ),
        }
        for gap in gaps
    ]


def parked_document(lines: Iterable[Parked], total: int, timezone: str) -> dict[str, Any]:
    """Lines that InfluxDB refused."""
    rows = [
        {
            "id": one.id,
            "parked_at": _time(one.parked_ms, timezone),
            "bucket": one.bucket,
            "status": one.status,
            "reason": one.reason,
            "line": one.line,
        }
        for one in lines
    ]
    return {"schema": "lighting.influx-parked-list/1", "total": total, "parked": rows}


def _backlog(backlog: Backlog, now_ms: int, timezone: str) -> dict[str, Any]:
    oldest_ms = backlog.oldest_ms
    return {
        "rows": backlog.rows,
        "points": backlog.points,
        "bytes": backlog.bytes,
        "oldest_at": _time(oldest_ms, timezone),
        "age_s": None if oldest_ms is None else max(0, now_ms - oldest_ms) // 1000,
    }


def _time(at_ms: int | None, timezone: str) -> str | None:
    return None if at_ms is None else rfc3339(at_ms, timezone)
