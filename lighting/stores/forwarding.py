"""What an answer of InfluxDB means for what was sent: the rules of the forwarder, without IO.

References:
    InfluxDB 2.7.12 as measured: one malformed line among good ones is answered with 400 and
    nothing of the request is stored; a line of another type with 422, and the others are; both
    name one example at most. Sending lines again that were stored changes nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum

from lighting.errors import StoreUnavailable
from lighting.stores.journal import Refused

MOST_POINTS = 5_000
"""Points in one request at most: what InfluxDB advises."""
FEWEST_POINTS = 100
FIRST_WAIT_S, LONGEST_WAIT_S = 2.0, 60.0
"""Waits after failures double from the first to the longest, each drawn from its upper half."""
LEAST_ASKED_S, MOST_ASKED_S = 1.0, 300.0
"""InfluxDB's own word on when to come again is heeded within these [s]."""
REFUSED_WAIT_S = 60.0
"""Between two tries while InfluxDB refuses us as such: somebody has to act first."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What InfluxDB said to a write; status 0: nothing that can be understood, or nobody there."""

    status: int
    reason: str = ""
    retry_after_s: float | None = None


class Verdict(Enum):
    """What an answer asks of us."""

    STORED = "stored"
    BAD_LINES = "bad lines"
    TOO_LARGE = "too large"
    REFUSED = "refused"
    LATER = "later"


_OF_STATUS = {
    204: Verdict.STORED,
    400: Verdict.BAD_LINES,
    422: Verdict.BAD_LINES,
    413: Verdict.TOO_LARGE,
    401: Verdict.REFUSED,
    403: Verdict.REFUSED,
    404: Verdict.REFUSED,
}


def verdict_of(answer: Answer) -> Verdict:
    """What an answer means; whatever we don't know is a reason to come again."""
    return _OF_STATUS.get(answer.status, Verdict.LATER)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast we go: points in a request, failures in a row, and the wait that follows [s]."""

    points: int = MOST_POINTS
    failures: int = 0
    wait_s: float = 0.0


def pace_after(pace: Pace, answer: Answer, jitter: float) -> Pace:
    """The pace after an answer.

    Args:
        pace: The pace before it.
        answer: What InfluxDB said.
        jitter: A number from 0 to 1, drawn anew.
    """
    verdict = verdict_of(answer)
    if verdict in {Verdict.STORED, Verdict.BAD_LINES}:
        grown = min(MOST_POINTS, pace.points + pace.points // 10 + 1)
        return Pace(points=grown)
    if verdict is Verdict.TOO_LARGE:
        return slower(pace)
    failures = pace.failures + 1
    if verdict is Verdict.REFUSED:
        return replace(pace, failures=failures, wait_s=REFUSED_WAIT_S)
    if answer.retry_after_s is not None:
        asked_s = max(LEAST_ASKED_S, min(MOST_ASKED_S, answer.retry_after_s))
        return replace(pace, failures=failures, wait_s=asked_s)
    longest_s = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(pace.failures, 10))
    return replace(pace, failures=failures, wait_s=longest_s * (0.5 + jitter / 2))


def slower(pace: Pace) -> Pace:
    """The pace with requests of half the size, however it went before."""
    return replace(pace, points=max(FEWEST_POINTS, pace.points // 2), wait_s=0.0)


class Interrupted(StoreUnavailable):
    """InfluxDB did not take what was sent, for a reason that is not in the lines: they are kept."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("InfluxDB did not take what was sent", answer.reason, "it is sent again")
        self.answer = answer


@dataclass(slots=True)
class Search:
    """What became of lines in a search for those that InfluxDB will not take.

    Attributes:
        decided: So many from the first on are stored or refused.
        refused: Those of them that are refused.
        interrupted: The answer that ended the search, if it was ended before the last line.
    """

    decided: int = 0
    refused: list[Refused] = field(default_factory=list)
    interrupted: Answer | None = None


def search(lines: list[bytes], answer: Answer, write: Callable[[bytes], Answer]) -> Search:
    """Find the lines that InfluxDB will not take, and have it store all others.

    Args:
        lines: Lines that were sent.
        answer: What was answered to all of them.
        write: Sends lines and gives the answer, or raises `Interrupted`.
    """
    found = Search()
    try:
        for decided, refused in _halved(lines, answer, write):
            found.decided += decided
            found.refused += refused
    except Interrupted as interrupted:
        found.interrupted = interrupted.answer
    return found


def _halved(
    lines: list[bytes], answer: Answer, write: Callable[[bytes], Answer]
) -> Iterator[tuple[int, list[Refused]]]:
    """Decide the lines from the first on: how many at a time, and which of them are refused.

    Raises:
        Interrupted: Another answer came than one about the lines.
    """
    verdict = verdict_of(answer)
    if verdict is Verdict.STORED:
        yield len(lines), []
        return
    if verdict not in {Verdict.BAD_LINES, Verdict.TOO_LARGE}:
        raise Interrupted(answer)
    if len(lines) == 1:
        text = lines[0].decode("utf-8", "replace")
        yield 1, [Refused(text, answer.status, answer.reason)]
        return
    first, second = lines[: len(lines) // 2], lines[len(lines) // 2 :]
    of_first = write(b"\n".join(first))
    yield from _halved(first, of_first, write)
    # Where the first half is well, the bad line is in the second: to ask once more tells nothing.
    is_known = verdict is Verdict.BAD_LINES and verdict_of(of_first) is Verdict.STORED
    of_second = answer if is_known and len(second) > 1 else write(b"\n".join(second))
    yield from _halved(second, of_second, write)
