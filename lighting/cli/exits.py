"""Which error ends with which exit code, and how an error is said."""

from dataclasses import dataclass, replace
from typing import Any

from devices.errors import BrokerRefused, BrokerUnavailable, DeviceError
from lighting.errors import (
    ControllerUnreachable,
    DocumentWrong,
    LightingError,
    NothingMatched,
    Refused,
    StoreUnavailable,
    WrongUse,
)
from lighting.safe_text import escaped
from schedules.errors import (
    DocumentError,
    NoSuchGroupError,
    NoSuchNightError,
    Problem,
    ScheduleError,
    UnreadableValueError,
)

DONE = 0
FAILED = 1
WRONG_USE = 2
PARTLY = 3
NOTHING_MATCHED = 4
UNREACHABLE = 5
REFUSED = 6
DOCUMENT_WRONG = 7
INTERRUPTED = 130

# The first family that the error belongs to counts, so the roots stand last.
CODES: tuple[tuple[type[Exception], int], ...] = (
    (WrongUse, WRONG_USE),
    (UnreadableValueError, WRONG_USE),
    (NoSuchNightError, WRONG_USE),
    (NothingMatched, NOTHING_MATCHED),
    (NoSuchGroupError, NOTHING_MATCHED),
    (ControllerUnreachable, UNREACHABLE),
    (StoreUnavailable, UNREACHABLE),
    (BrokerRefused, UNREACHABLE),
    (BrokerUnavailable, UNREACHABLE),
    (Refused, REFUSED),
    (DocumentWrong, DOCUMENT_WRONG),
    (DocumentError, DOCUMENT_WRONG),
    (LightingError, FAILED),
    (ScheduleError, FAILED),
    (DeviceError, FAILED),
)


@dataclass(frozen=True, slots=True)
class Explanation:
    """An error as it is told: what happened, why, what to do; every error of a document."""

    code: int
    what: str
    why: str = ""
    remedy: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def is_of_file(self) -> bool:
        """Whether it is a whole file that can't be used: the error says what its problem is."""
        return len(self.problems) == 1 and self.problems[0].line is None

    def lines(self) -> list[str]:
        """Give the lines for a person; a stranger's text in them can't move the cursor."""
        told = [str(problem) for problem in self.problems if not self.is_of_file]
        told.append(f"error: {self.what}")
        told.extend([f"  why: {self.why}"] if self.why else [])
        told.extend([f"  what to do: {self.remedy}"] if self.remedy else [])
        return [escaped(line) for line in told]

    def document(self, schema: str) -> dict[str, Any]:
        """Give the same for a program, under the schema of the command that failed."""
        error = {"what": self.what, "why": self.why, "remedy": self.remedy, "exit": self.code}
        problems = [
            {"source": each.source, "line": each.line, "what": each.what, "remedy": each.remedy}
            for each in self.problems
        ]
        listed = {"problems": problems} if problems else {}
        return {"schema": schema, "error": error, **listed}


def exit_code(error: Exception) -> int:
    """Give the exit code of an error; 1 for one that nobody foresaw."""
    return next((code for family, code in CODES if isinstance(error, family)), FAILED)


def _of_file(told: Explanation) -> Explanation:
    """Where it is a whole file that can't be used, no line can be corrected."""
    if not told.is_of_file:
        return told
    (problem,) = told.problems
    what = f"{problem.source}: {problem.what}"
    return replace(told, what=what, remedy=problem.remedy)


def explain(error: Exception) -> Explanation:
    """Say an error in three parts."""
    code = exit_code(error)
    if isinstance(error, LightingError):
        problems = error.problems if isinstance(error, DocumentWrong) else ()
        return _of_file(Explanation(code, error.what, error.why, error.remedy, problems))
    if isinstance(error, DocumentError):
        count = len(error.problems)
        what = f"the schedule is wrong: {count} error{'' if count == 1 else 's'}"
        remedy = "correct the lines named"
        return _of_file(Explanation(code, what, remedy=remedy, problems=error.problems))
    if isinstance(error, (ScheduleError, DeviceError)):
        what = getattr(error, "what", None) or str(error)
        return Explanation(code, what, remedy=getattr(error, "remedy", None) or "")
    if isinstance(error, OSError):
        what = f"{error.filename or 'the system'}: {error.strerror or error}"
        return Explanation(code, what, remedy="check that this user may do that there")
    what = f"unforeseen: {type(error).__name__}: {error}"
    return Explanation(code, what, remedy="run it again with --debug and report what it prints")
