"""What can go wrong in the town. Each error says what happened, why, and what to do about it.

The exit code of each family is in `lighting/cli/exits.py`.
"""

from collections.abc import Iterable
from typing import Self

from schedules.errors import Problem


class LightingError(Exception):
    """Root of all errors of this package; its three parts are sentences for a person."""

    def __init__(self, what: str, why: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.remedy = remedy

    @classmethod
    def told(cls, what: str, why: str, remedy: str) -> Self:
        """Give an error of this family whose three parts somebody else has worded."""
        error = cls.__new__(cls)
        LightingError.__init__(error, what, why, remedy)
        return error


class DocumentWrong(LightingError):
    """A file of the operator's that can't be used; `problems` holds every error in it."""

    problems: tuple[Problem, ...] = ()

    def __init__(self, what: str, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        plural = "" if len(self.problems) == 1 else "s"
        super().__init__(
            f"{what}: {len(self.problems)} error{plural}",
            remedy="correct the lines named; nothing was applied",
        )


class ConfigWrong(DocumentWrong):
    """The settings can't be used."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__("the configuration is wrong", problems)


class InventoryWrong(DocumentWrong):
    """A list of lamps can't be used."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__("the list of lamps is wrong", problems)


class WrongUse(LightingError):
    """A value that was typed and can't be read: a time, a level, a choice of lamps."""


_LISTS = {
    "W-": "work list",
    "F-": "fault list",
    "I-": "incident list --past",
    "M-": "lamp maintenance list",
    "o-": "override list",
    "a-": "override list",
    "c-": "change list",
}
"""Where names are listed, by how they begin; others are of lamps."""


class NothingMatched(LightingError):
    """A name that no lamp, group or fault answers to; `nearest` holds names that look like it."""

    choice: str = ""
    nearest: tuple[str, ...] = ()

    def __init__(self, choice: str, nearest: Iterable[str] = (), why: str = "") -> None:
        self.choice = choice
        self.nearest = tuple(nearest)[:5]
        meant = " or ".join(self.nearest)
        listed = _LISTS.get(choice[:2], "lamp list")
        super().__init__(
            f"nothing matches {choice}",
            why=why,
            remedy=f"did you mean {meant}?"
            if meant
            else f"look at what there is: lighting {listed}",
        )


class Refused(LightingError):
    """A guard, a right or a check said no; the reason says which, the remedy how to go on."""


class ControllerUnreachable(LightingError):
    """The daemon's API doesn't answer."""


class StoreUnavailable(LightingError):
    """The database can't be opened, read or written."""
