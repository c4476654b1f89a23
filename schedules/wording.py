"""Says what is wrong with a document: one table of its keys and their right forms."""

import re

from pydantic_core import ErrorDetails

from schedules.errors import Problem, UnreadableValueError, nearest, shown
from schedules.lines import KeyPath, line_at

# Each place of the document (* for names of the operator's choice and numbers of a list): the
# right form.
FORMS = {
    "site": "[site] with name, timezone, latitude and longitude",
    "site name": 'name = "kupang": small letters, digits and "-", 31 at most',
    "site timezone": 'timezone = "Asia/Makassar", a name of the IANA time zone database',
    "site latitude": "latitude = -10.178, degrees from -90 (south) to 90 (north)",
    "site longitude": "longitude = 123.607, degrees from -180 (west) to 180 (east)",
    "site country": 'country = "ID", an ISO 3166 code',
    "profile": "[profile.NAME] with steps",
    "profile *": "[profile.NAME] with steps",
    "profile * steps": 'steps = [{ at = "sunset", level = 100 }], 40 at most',
    "profile * steps *": '{ at = "sunset", level = 100 }',
    "profile * steps * at": 'at = "22:00" or "sunset-10m" (sunset, dusk, dawn, sunrise; h, m, s)',
    "profile * steps * level": "level = 60, a whole number from 0 to 100",
    "profile * steps * fade": 'fade = "30s", "2m" or a whole number of seconds',
    "profile * steps * not_before": 'not_before = "17:30"',
    "profile * steps * not_after": 'not_after = "18:30"',
    "calendar": "[calendar.NAME] with default and rules",
    "calendar *": "[calendar.NAME] with default and rules",
    "calendar * default": 'default = "PROFILE"',
    "calendar * rules": 'rules = [{ on = "fri, sat", profile = "weekend" }]',
    "calendar * rules *": '{ on = "fri, sat", profile = "weekend" }',
    "calendar * rules * on": 'on = "fri, sat", "08-16..08-17", "2nd sat" or "holiday"',
    "calendar * rules * profile": 'profile = "PROFILE"',
    "assign": '[assign] with "group:NAME" = "CALENDAR"',
    "assign *": '"group:NAME" = "CALENDAR" or all = "CALENDAR"; NAME of small letters, digits, -',
}
# Findings of pydantic's in the operator's words.
SHOULD_BE = {
    "dict_type": "should be a table",
    "float_type": "should be a number",
    "int_from_float": "should be a whole number",
    "int_type": "should be a whole number",
    "model_type": "should be a table",
    "string_type": "should be a text in quotes",
    "too_long": "is too long",
    "too_short": "should not be empty",
    "tuple_type": "should be a list",
}
PLAIN = re.compile(r"[A-Za-z0-9_:-]{1,40}")
NAMED = {"profile", "calendar", "assign"}


def to_problem(error: ErrorDetails, source: str, lines: dict[KeyPath, int]) -> Problem:
    """Say a finding of pydantic's in the document's own words."""
    path = tuple(part for part in error["loc"] if part != "[key]")
    what, remedy = _wording(error, path)
    return Problem(source, line_at(lines, path), what, remedy)


def where(path: KeyPath) -> str:
    """Name a place of the document: profile.main-road.steps[2].level, counted from 1."""
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{_name(part)}" for part in path)
    return "".join(parts).removeprefix(".")


def _wording(error: ErrorDetails, path: KeyPath) -> tuple[str, str]:
    form = FORMS.get(_shape(path), "")
    if error["type"] == "missing":
        return f"{where(path)} is missing", f"add {form}"
    if error["type"] == "extra_forbidden":
        return f"{where(path)} is not known", nearest(str(path[-1]), _keys_in(path[:-1]))
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, UnreadableValueError):
        return f"{where(path)}: {cause.what}", cause.remedy or f"write {form}"
    should_be = SHOULD_BE.get(error["type"], error["msg"].removeprefix("Input "))
    return f"{where(path)} = {shown(error['input'])} {should_be}", f"write {form}"


def _name(part: str) -> str:
    return part if PLAIN.fullmatch(part) else shown(part)


def _shape(path: KeyPath) -> str:
    def word(number: int, part: str | int) -> str:
        is_free = isinstance(part, int) or (number == 1 and path[0] in NAMED)
        return "*" if is_free else str(part)

    return " ".join(word(number, part) for number, part in enumerate(path))


def _keys_in(path: KeyPath) -> list[str]:
    shape = _shape(path)
    return [form.split()[-1] for form in FORMS if form.rpartition(" ")[0] == shape]
