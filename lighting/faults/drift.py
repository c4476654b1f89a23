"""CLOCK: how far is a node's clock from the controller's, seen through late deliveries?

References:
    docs/faults.md: drift of more than 60 s, or 48 h without synchronisation.
"""

from dataclasses import dataclass, replace

from lighting.faults.evidence.of_node import AHEAD, BEHIND, NO_TIME, OTHER_CLOCK
from lighting.faults.sighting import AGAINST, Finding

LIMIT_MS = 60_000
"""A message that comes this much sooner or later than its clock says, or less, is in time [ms]."""
_FEWEST_AHEAD = 3
# Nothing comes before it is sent, but a weak link makes messages late for a while.
SLOW_AFTER = 6
# Reception must be spread over this many report periods before lateness is the clock's.
_PERIODS = 2
_UNKNOWN_MS = 48 * 3_600_000
_FINE = (AGAINST["CLOCK"],)


@dataclass(frozen=True, slots=True)
class Drift:
    """The present run of messages that were all too early, or all too late.

    Args:
        count: messages in the run; 0: the last one was in time.
        is_behind: the run's direction; its messages were late.
        since_ms: reception of its first message.
        first_ms: the distance between the two clocks in that one.
        least_ms: the smallest such distance in the run.
        at_ms: its newest message by the node's clock: a repetition is no further evidence.
        unknown_since_ms: from when on the node has said that it has no trusted time.
    """

    count: int = 0
    is_behind: bool = False
    since_ms: int = 0
    first_ms: int = 0
    least_ms: int = 0
    at_ms: int = 0
    unknown_since_ms: int | None = None


IN_TIME = Drift()


def judge_drift(
    drift: Drift, at_ms: int, clock: str, received_ms: int, report_s: int
) -> tuple[Drift, tuple[Finding, ...]]:
    """Judge a node's clock by the head of one message; see `watch.judge_clock`."""
    if clock == "unknown":
        return _judge_unknown(drift, received_ms)
    if -LIMIT_MS <= received_ms - at_ms <= LIMIT_MS:
        return IN_TIME, _FINE
    run = _continue(drift, at_ms, received_ms)
    return run, _judge_run(run, received_ms, report_s)


def _judge_unknown(drift: Drift, received_ms: int) -> tuple[Drift, tuple[Finding, ...]]:
    """A clock that its own node does not trust shows no drift: the run stays as it is."""
    since_ms = drift.unknown_since_ms
    if since_ms is None:
        return replace(drift, unknown_since_ms=received_ms), ()
    if received_ms - since_ms <= _UNKNOWN_MS:
        return drift, ()
    evidence = NO_TIME(hours=(received_ms - since_ms) // 3_600_000)
    return drift, (Finding("CLOCK", is_present=True, evidence=evidence),)


def _continue(drift: Drift, at_ms: int, received_ms: int) -> Drift:
    is_behind = received_ms > at_ms
    distance_ms = abs(received_ms - at_ms)
    if not drift.count or drift.is_behind != is_behind:
        return Drift(1, is_behind, received_ms, distance_ms, distance_ms, at_ms)
    if at_ms <= drift.at_ms:
        return drift if drift.unknown_since_ms is None else replace(drift, unknown_since_ms=None)
    # A backlog that drains comes less and less late; a clock that is slow does not.
    if is_behind and drift.first_ms - distance_ms > LIMIT_MS:
        return Drift(1, is_behind, received_ms, distance_ms, distance_ms, at_ms)
    return Drift(
        count=drift.count + 1,
        is_behind=is_behind,
        since_ms=drift.since_ms,
        first_ms=drift.first_ms,
        least_ms=min(drift.least_ms, distance_ms),
        at_ms=at_ms,
    )


def _judge_run(run: Drift, received_ms: int, report_s: int) -> tuple[Finding, ...]:
    if run.count < (SLOW_AFTER if run.is_behind else _FEWEST_AHEAD):
        return ()
    # A backlog arrives at once, a slow clock is late for as long as one listens.
    if run.is_behind and received_ms - run.since_ms < _PERIODS * report_s * 1000:
        return ()
    side = BEHIND if run.is_behind else AHEAD
    evidence = OTHER_CLOCK(off_s=run.least_ms // 1000, side=side(), count=run.count)
    return (Finding("CLOCK", is_present=True, evidence=evidence),)
