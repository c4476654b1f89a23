"""Times several things in turn, round after round, so that a busy moment hits all of them."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from statistics import median
from time import perf_counter
from typing import Any

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Goal:
    """What a measure should stay under: `limit_s` seconds, or `limit_ratio` baselines."""

    limit_s: float | None = None
    limit_ratio: float | None = None

    @property
    def words(self) -> str:
        """The goal in words, empty if there is none."""
        told = f"under {self.limit_s:g} s" if self.limit_s is not None else ""
        return told or (f"under {self.limit_ratio:g} x" if self.limit_ratio is not None else "")


@dataclass(frozen=True, slots=True)
class Measure:
    """The median of one thing [s], beside that of its baseline in the same rounds."""

    what: str
    seconds: float
    baseline: str
    baseline_s: float
    goal: Goal

    @property
    def ratio(self) -> float:
        """How many times the baseline it takes."""
        return self.seconds / self.baseline_s

    @property
    def is_reached(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        if self.goal.limit_s is not None:
            return self.seconds < self.goal.limit_s
        return self.ratio < self.goal.limit_ratio if self.goal.limit_ratio is not None else None

    def row(self) -> dict[str, Any]:
        """Give the measure for --json."""
        facts = asdict(self) | {"ratio": self.ratio, "is_reached": self.is_reached}
        return facts | {"goal": self.goal.words}


def compare(
    baseline: str, works: Mapping[str, Work], goals: Mapping[str, Goal], rounds: int
) -> list[Measure]:
    """Time all works in each round; the first run of each, which warms caches, is thrown away.

    Args:
        baseline: The work that the others are compared with.
        works: By the name under which they are shown.
        goals: Of those that have one.
        rounds: How many count.
    """
    taken: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds + 1):
        for name, work in works.items():
            seconds = _timed(work)
            if number:
                taken[name].append(seconds)
    middle = {name: median(each) for name, each in taken.items()}
    return [
        Measure(name, seconds, baseline, middle[baseline], goals.get(name, Goal()))
        for name, seconds in middle.items()
        if name != baseline
    ]


def _timed(work: Work) -> float:
    begun_s = perf_counter()
    work()
    return perf_counter() - begun_s
