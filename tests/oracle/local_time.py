"""Local clock times by looking for the moments at which a clock on the wall shows them."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@lru_cache(maxsize=200_000)
def moment(timezone: str, day: date, clock: str, *, lights: bool) -> int:
    """Give the second [since 1970 UTC] of a clock time such as "22:00" on a date.

    Of two such moments one that lights takes the first; what is left out is the moment after.
    """
    zone = ZoneInfo(timezone)
    wall = datetime.combine(day, time.fromisoformat(clock))
    as_utc = wall.replace(tzinfo=UTC)
    offsets = {(as_utc + HOUR * n).astimezone(zone).utcoffset() or HOUR * 0 for n in range(-30, 31)}
    found = sorted(at for at in (as_utc - offset for offset in offsets) if _wall(at, zone) == wall)
    if found:
        return int((found[0] if lights else found[-1]).timestamp())
    at = min(as_utc - offset for offset in offsets).replace(second=0)
    while _wall(at, zone) < wall:
        at += MINUTE
    return int(at.timestamp())


def in_night(timezone: str, evening: date, clock: str, *, lights: bool) -> int:
    """Give the second of a clock time in the night of an evening."""
    day = evening if int(clock[:2]) >= 12 else evening + timedelta(days=1)
    return moment(timezone, day, clock, lights=lights)


def _wall(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)
