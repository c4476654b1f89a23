"""What became of a book of faults, its keeper having been killed again and again."""

from dataclasses import dataclass

from tests.scenarios.books import Book, differences, told_otherwise


@dataclass(frozen=True, slots=True)
class Outcome:
    """Two books compared: of a controller that was killed, and of one that was not.

    Attributes:
        kills: How often it was killed.
        expected: Faults in the book of the one that was not.
        found: Faults in the book of the other.
        different: What is different between the two, in words.
        incidents: In the book of the one that was killed.
        told: What it told people, line by line.
        doubled: How many of these lines it told twice, or more often, and the other one did not.
    """

    kills: int
    expected: int
    found: int
    different: tuple[str, ...]
    incidents: int
    told: int
    doubled: int

    def line(self, what: str, seed: int) -> str:
        """Say it in one line."""
        return (
            f"{what} seed={seed} kills={self.kills} expected={self.expected} found={self.found}"
            f" different={len(self.different)} incidents={self.incidents} told={self.told}"
            f" doubled={self.doubled}"
        )

    @property
    def is_well(self) -> bool:
        """Whether nothing shows that there were kills."""
        return not self.different and self.doubled == 0


def compared(
    kills: int, expected: Book, found: Book, tolerance_ms: int, *, in_step: bool
) -> Outcome:
    """Compare the books of two controllers.

    Args:
        kills: How often one was killed.
        expected: What the other left.
        found: What the one that was killed left.
        tolerance_ms: How far their looks fall apart [ms].
        in_step: Both are told the time; else, whether a fault is told or its incident instead
            depends on which of their looks came first.
    """
    otherwise = tuple(told_otherwise(expected, found, tolerance_ms)) if in_step else ()
    doubled = ((line, count - max(1, expected.told[line])) for line, count in found.told.items())
    return Outcome(
        kills,
        expected.size,
        found.size,
        (*differences(expected, found, tolerance_ms), *otherwise),
        sum(map(len, found.incidents.values())),
        found.told.total(),
        sum(more for _, more in doubled if more > 0),
    )
