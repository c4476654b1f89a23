"""What became of a book of faults, its keeper having been killed again and again."""

from dataclasses import dataclass

from tests.scenarios.books import Book, differences


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
        doubled: How many of these lines the other one did not tell, or told less often.
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


def compared(kills: int, expected: Book, found: Book, tolerance_ms: int) -> Outcome:
    """Compare the books of two controllers."""
    return Outcome(
        kills,
        expected.size,
        found.size,
        tuple(differences(expected, found, tolerance_ms)),
        sum(map(len, found.incidents.values())),
        found.told.total(),
        (found.told - expected.told).total(),
    )
