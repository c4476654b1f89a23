"""How an error goes out: a status and three parts, never a traceback."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from devices.errors import DeviceError
from lighting.errors import (
    DocumentWrong,
    LightingError,
    NothingMatched,
    Refused,
    StoreUnavailable,
    WrongUse,
)
from schedules.errors import (
    DocumentError,
    NoSuchGroupError,
    Problem,
    ScheduleError,
    UnreadableValueError,
)

# The first family that the error belongs to counts, so the roots stand last.
STATUSES: tuple[tuple[type[Exception], int], ...] = (
    (WrongUse, 400),
    (UnreadableValueError, 400),
    (NothingMatched, 404),
    (NoSuchGroupError, 404),
    (Refused, 409),
    (DocumentWrong, 422),
    (DocumentError, 422),
    (ScheduleError, 400),
    (StoreUnavailable, 503),
    (DeviceError, 503),
    (TimeoutError, 503),
    (LightingError, 500),
)
FORESEEN = (LightingError, ScheduleError, DeviceError, TimeoutError)

Failure = dict[str, Any]


def failure(
    kind: str, what: str, why: str = "", remedy: str = "", problems: Iterable[Problem] = ()
) -> Failure:
    """Give the document of an error."""
    listed = [
        {"source": one.source, "line": one.line, "what": one.what, "remedy": one.remedy}
        for one in problems
    ]
    error = {"kind": kind, "what": what, "why": why, "remedy": remedy, "problems": listed}
    return {"error": error}


def status_of(error: Exception) -> int:
    """Give the HTTP status of an error; 500 for one that nobody foresaw."""
    return next((status for family, status in STATUSES if isinstance(error, family)), 500)


def told(error: Exception) -> Failure:
    """Give the document of an error of ours."""
    kind = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(error).__name__).lower().removesuffix("_error")
    if isinstance(error, LightingError):
        problems = error.problems if isinstance(error, DocumentWrong) else ()
        return failure(kind, error.what, error.why, error.remedy, problems)
    if isinstance(error, DocumentError):
        count = len(error.problems)
        what = f"the schedule is wrong: {count} error{'' if count == 1 else 's'}"
        remedy = "correct the lines named; nothing was applied"
        return failure("document_wrong", what, "", remedy, error.problems)
    if isinstance(error, TimeoutError):
        why = "the controller did not come to it in time; whether it was done is not known"
        return failure("busy", "no answer yet", why, "look with: lighting status; then try again")
    return failure(kind, str(error))


def unreadable(errors: Sequence[Any]) -> Failure:
    """Give the document of a request that is not of the right form, as pydantic found."""
    problems = [
        Problem(".".join(map(str, one["loc"])), None, str(one["msg"]), "see /openapi.json")
        for one in errors
    ]
    first = problems[0]
    what = f"{first.source}: {first.what}"
    remedy = f"give another {first.source.rpartition('.')[2]}; /openapi.json has the form"
    return failure("wrong_use", what, "the request is not of the right form", remedy, problems)
