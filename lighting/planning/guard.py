"""The guard on blast radius: how many lamps may be darkened at night before a second person agrees.

Pure: who asks tells which lamps lose light, and which others have lost some lately; all people's
darkenings count together, so that splitting one into many gains nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

HOUR_MS = 3_600_000
MINUTE_MS = 60_000


class Limits(BaseModel):
    """What one person may take away alone, and for how long; section [guard]."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    # A fifth of a town, or two hundred lamps of a city, is what a slip may cost at most.
    darken_percent: int = Field(20, ge=0, le=100, description="percent of the lamps, 0 to 100")
    darken_lamps: int = Field(200, ge=0, le=100_000, description="lamps, 0 to 100000")
    # An hour: who splits a darkening has to wait longer for each part than most nights allow.
    window_min: int = Field(60, ge=10, le=1_440, description="minutes that one counts, 10 to 1440")
    # A schedule's darkening doesn't end by itself: it counts for a whole night.
    schedule_window_h: int = Field(24, ge=1, le=168, description="hours, 1 to 168")
    # Nobody longer than a night in the dark by one order.
    darken_h: int = Field(12, ge=1, le=12, description="hours a darkening lasts at most, 1 to 12")
    # Long enough to phone somebody; what was true of the street then is still true.
    approval_min: int = Field(30, ge=1, le=720, description="minutes an approval is waited for")
    # Forgotten overrides end by themselves before midnight becomes morning.
    override_min: int = Field(120, ge=1, le=720, description="minutes without --until, 1 to 720")

    def most(self, lamps: int) -> int:
        """Give how many of so many lamps may be darkened without a second person.

        One at the least, unless 0 is set: a site of three lamps has no fifth.
        """
        return min(
            max(min(1, self.darken_percent), lamps * self.darken_percent // 100), self.darken_lamps
        )


@dataclass(frozen=True, slots=True)
class Darkening:
    """Lamps that lost light at night, without a second person's agreement.

    Attributes:
        id: What did it: an override, a change.
        lamps: Their names.
        counts_until_ms: When the guard forgets it [ms since 1970 UTC].
    """

    id: str
    lamps: frozenset[str]
    counts_until_ms: int


@dataclass(frozen=True, slots=True)
class TooMany:
    """Why a second person has to agree.

    Attributes:
        lamps: Those that the order darkens.
        together: How many are darkened with those of the others.
        most: How many may be.
        with_ids: The others that count, if there are any.
    """

    lamps: frozenset[str]
    together: int
    most: int
    with_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Approval:
    """An order that waits, or waited, for a second person; in place of the row with its id.

    Attributes:
        what: What would be done, in words.
        kind: The order's class, `order` its fields.
        lamps: Those that it darkens: what was agreed to goes no further.
        state: waiting, approved, rejected, withdrawn or expired.
        decided_by: Who agreed, rejected or withdrew.
    """

    id: str
    what: str
    kind: str
    order: Mapping[str, Any]
    lamps: tuple[str, ...]
    why: str
    by: str
    reason: str
    asked_ms: int
    expires_ms: int
    state: str = "waiting"
    decided_by: str = ""
    decided_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Darkened:
    """Lamps that a schedule or a list of lamps darkened alone; kept, so that it counts."""

    id: str
    by: str
    at_ms: int
    lamps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """How long a lamp is darkened by one override [ms since 1970 UTC]."""

    id: str
    from_ms: int
    until_ms: int


def judge(
    limits: Limits,
    lamps: int,
    order: frozenset[str],
    others: Iterable[Darkening],
    now_ms: int,
) -> TooMany | None:
    """Say whether an order that darkens lamps needs a second person, and why; None if not.

    Args:
        limits: The site's.
        lamps: How many there are.
        order: The lamps that the order would darken at night.
        others: All darkenings without a second person, of all people, live and recent.
        now_ms: The present moment [ms since 1970 UTC].
    """
    if not order:
        return None
    live = [one for one in others if one.counts_until_ms > now_ms and one.lamps]
    together = len(order.union(*(one.lamps for one in live)))
    most = limits.most(lamps)
    if together <= most:
        return None
    ids = tuple(one.id for one in live if not one.lamps <= order)
    return TooMany(order, together, most, ids)


def longest_ms(spans: Iterable[Span]) -> tuple[int, tuple[str, ...]]:
    """Give the longest time that spans make together, where they touch, and which they are.

    A break of less than an hour is none: two darkenings of a night are one.
    """
    best: tuple[int, tuple[str, ...]] = (0, ())
    begin_ms, end_ms = 0, -HOUR_MS
    ids: tuple[str, ...] = ()
    for span in sorted(spans, key=lambda one: (one.from_ms, one.until_ms)):
        if span.from_ms >= end_ms + HOUR_MS:
            begin_ms, end_ms, ids = span.from_ms, span.from_ms, ()
        end_ms, ids = max(end_ms, span.until_ms), (*ids, span.id)
        best = max(best, (end_ms - begin_ms, ids))
    return best
