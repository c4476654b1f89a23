"""Plays scenarios with several seeds, and adds up what was found, missed and wrong."""

import multiprocessing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from lighting.running import logs
from lighting.scenario.document import read_scenario
from lighting.scenario.plan import plan_of
from lighting.scenario.stepped import run_stepped

FOLDER = Path(__file__).parents[2] / "scenarios"
QUIET = 50
"""Above the level of every log entry."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of one run, or of several together."""

    severe: int = 0
    severe_in_time: int = 0
    found: int = 0
    missed: int = 0
    right: int = 0
    wrong: int = 0
    false_severe: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Give both together."""
        names = self.__dataclass_fields__
        return Tally(**{name: getattr(self, name) + getattr(other, name) for name in names})

    @property
    def recall_severe(self) -> float:
        """The share of severe ailments found within 15 minutes of time in which they show."""
        return self.severe_in_time / self.severe if self.severe else 1.0

    @property
    def precision(self) -> float:
        """The share of faults that are true."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    def line(self, what: str) -> str:
        """Say it in one line."""
        counts = " ".join(f"{name}={getattr(self, name)}" for name in self.__dataclass_fields__)
        shares = f"recall_severe={self.recall_severe:.4f} precision={self.precision:.4f}"
        return f"{what}: {shares} {counts}"


@dataclass(frozen=True, slots=True)
class Played:
    """One scenario with one seed."""

    name: str
    seed: int
    tally: Tally
    unmet: tuple[str, ...]


def play(asked: tuple[Path, int]) -> Played:
    """Play a scenario with a seed in place of its own."""
    path, seed = asked
    logs.configure(level=QUIET)
    report = run_stepped(plan_of(read_scenario(path.read_text(encoding="utf-8"), path.name), seed))
    score = report["score"]
    tally = Tally(**{name: score[name] for name in Tally.__dataclass_fields__})
    unmet = [f"{one['what']}={one['actual']}" for one in report["expectations"] if not one["met"]]
    return Played(path.stem, seed, tally, tuple(unmet))


def play_all(paths: Iterable[Path], seeds: Iterable[int], processes: int) -> Iterator[Played]:
    """Play each scenario with each seed, in so many processes."""
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        yield from pool.imap_unordered(play, product(paths, seeds))
