"""A work order from made to done, and the visits to a lamp that speak for its repair."""

from dataclasses import dataclass, replace

LIVE = frozenset({"open", "taken"})
MEASURED, WAITING, REASON = "measured", "waiting", "reason"


@dataclass(frozen=True, slots=True)
class WorkOrder:
    """What is to be repaired at one lamp, one panel, or for one incident.

    Args:
        subject: A lamp's id, `panel:P-07` or `incident:I-000003`; one live order each.
        lamps: The lamps that have to be well again.
        faults: Ids of the faults that it is for, and `codes` theirs.
        severity: The worst of them, 1 to 4.
        state: `open`, `taken`, `done`, or `gone` where the fault went before anybody took it.
        proof: Of a done one: `measured`, `waiting` for it, or `reason` where there is none.
        unknown_ms: Since when its lamps are silent and their faults frozen; None: known.
        over_ms: When its faults were over while somebody had it; None: they last.
    """

    id: str
    subject: str
    lamps: tuple[str, ...]
    panel: str
    faults: tuple[str, ...]
    codes: tuple[str, ...]
    severity: int
    evidence: str
    since_ms: int
    made_ms: int
    incident: str | None = None
    state: str = "open"
    unknown_ms: int | None = None
    over_ms: int | None = None
    taken_by: str | None = None
    taken_ms: int | None = None
    done_by: str | None = None
    done_ms: int | None = None
    reason: str | None = None
    proof: str | None = None
    figures: str | None = None
    proved_ms: int | None = None
    note: str | None = None
    reopened: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One level of a self-test: what was drawn, and what should have been [W]."""

    number: int
    level: int
    power_w: float | None
    expected_w: float
    tolerance_w: float

    @property
    def is_right(self) -> bool:
        """Whether the lamp drew what it should."""
        return self.power_w is not None and abs(self.power_w - self.expected_w) <= self.tolerance_w


@dataclass(frozen=True, slots=True)
class Visit:
    """A pulse to a lamp, asked for by somebody at the pole; `work` is the order it speaks for.

    Args:
        state: `sent`, `running`, then `done`, `passed`, `failed`, `refused`, `expired` or
            `no answer`.
    """

    id: str
    lamp: str
    action: str
    by: str
    sent_ms: int
    until_ms: int
    work: str | None = None
    state: str = "sent"
    steps: tuple[Step, ...] = ()
    ended_ms: int | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to come."""
        return self.ended_ms is not None


def take(order: WorkOrder, by: str, now_ms: int) -> WorkOrder:
    """The order in somebody's hands."""
    return replace(order, state="taken", taken_by=by, taken_ms=now_ms)


def finish(order: WorkOrder, by: str, reason: str | None, now_ms: int) -> WorkOrder:
    """The order done, with a reason in place of a proof, or waiting for its proof."""
    proof = REASON if reason else WAITING
    return replace(
        order, state="done", done_by=by, done_ms=now_ms, reason=reason or None, proof=proof
    )


def prove(order: WorkOrder, figures: str, now_ms: int) -> WorkOrder:
    """The order proved by what was measured."""
    return replace(order, proof=MEASURED, figures=figures, proved_ms=now_ms)


def reopen(order: WorkOrder, note: str) -> WorkOrder:
    """The order open again: the fault is seen again, or no proof came."""
    return replace(
        order,
        state="open",
        taken_by=None,
        taken_ms=None,
        done_by=None,
        done_ms=None,
        proof=None,
        over_ms=None,
        note=note,
        reopened=order.reopened + 1,
    )


def withdraw(order: WorkOrder, note: str, now_ms: int) -> WorkOrder:
    """The order gone: there is nothing left to repair."""
    return replace(order, state="gone", note=note, over_ms=now_ms)
