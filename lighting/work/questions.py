"""What can be asked about work orders and visits, and ordered; see `lighting.questions.of_city`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListWork:
    """Work orders that aren't settled: of a place, a panel, or those that `mine` has taken."""

    kelurahan: str | None = None
    panel: str | None = None
    mine: str | None = None


@dataclass(frozen=True, slots=True)
class ShowWork:
    """One work order, its faults and the visits that speak for it."""

    id: str


@dataclass(frozen=True, slots=True)
class ListUnproven:
    """Work orders closed without proof in a time [ms since 1970 UTC]."""

    from_ms: int
    to_ms: int


@dataclass(frozen=True, slots=True)
class Triage:
    """After a storm: incidents, dark main roads, tilt, silence and batteries, by kelurahan."""


@dataclass(frozen=True, slots=True)
class ShowVisit:
    """How far a pulse to a lamp got."""

    id: str


@dataclass(frozen=True, slots=True)
class TakeWork:
    """Somebody takes work orders upon himself; over from somebody else only with a reason."""

    ids: tuple[str, ...]
    reason: str
    who: str


@dataclass(frozen=True, slots=True)
class FinishWork:
    """A work order is done: proved, or with a reason, or `later`: to be proved by the night."""

    id: str
    reason: str
    later: bool
    who: str


@dataclass(frozen=True, slots=True)
class VisitLamp:
    """A pulse to a lamp, `identify` or `self-test`; `seconds` of blinking, or at each level."""

    lamp: str
    action: str
    seconds: int
    reason: str
    who: str


WorkInquiry = ListWork | ShowWork | ListUnproven | Triage | ShowVisit
WorkOrdered = TakeWork | FinishWork | VisitLamp
