"""What ends by itself: orders that nobody agreed to in time, and measuring more often."""

from collections.abc import Iterator
from dataclasses import replace

from lighting.city import City
from lighting.desired.documents import issue_desired
from lighting.rows import Action, AuditRow


def tick(city: City, now_ms: int) -> Iterator[Action]:
    """What is to be kept and said because a time is over."""
    for row in list(city.approvals.values()):
        if row.state == "waiting" and row.expires_ms <= now_ms:
            over = replace(row, state="expired", decided_ms=now_ms)
            city.approvals[row.id] = over
            after = f"nobody agreed to {row.by}'s {row.what}"
            yield AuditRow(
                now_ms, "controller", "approval expire", row.id, row.reason, "waiting", after
            )
            yield over
    if any(_is_over(city, id_, now_ms) for id_ in city.measured_often):
        city.measured_often = {
            id_ for id_ in city.measured_often if not _is_over(city, id_, now_ms)
        }
        yield from issue_desired(city, now_ms)


def _is_over(city: City, id_: str, now_ms: int) -> bool:
    row = city.overrides.get(id_)
    return row is None or row.released_ms is not None or row.until_ms <= now_ms
