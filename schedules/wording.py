"""Says what is wrong with a document, in its own words."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pydantic_core import ErrorDetails

from schedules.errors import Problem, UnreadableValueError, nearest, shown
from schedules.forms import FORMS
from schedules.lines import KeyPath, line_at

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
NAMED = {"profile", "calendar", "assign", "effect", "group", "lamp-type"}


def where(path: KeyPath) -> str:
    """Name a place of the document: profile.main-road.steps[2].level, counted from 1."""
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{_name(part)}" for part in path)
    return "".join(parts).removeprefix(".")


def _name(part: str) -> str:
    return part if PLAIN.fullmatch(part) else shown(part)


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one kind of document.

    Attributes:
        forms: For each place (* for numbers of a list, and for names that the document gives):
            the right form.
        is_name: Whether a part of a path is such a name.
        otherwise: What to write at a place that has no form.
    """

    forms: Mapping[str, str]
    is_name: Callable[[KeyPath, int], bool] = lambda _, __: False
    otherwise: str = ""

    def to_problem(self, error: ErrorDetails, source: str, lines: Mapping[KeyPath, int]) -> Problem:
        """Say a finding of pydantic's in the document's own words."""
        path = tuple(part for part in error["loc"] if part != "[key]")
        what, remedy = self._wording(error, path)
        return Problem(source, line_at(lines, path), what, remedy)

    def _wording(self, error: ErrorDetails, path: KeyPath) -> tuple[str, str]:
        form = self.forms.get(self._shape(path), self.otherwise)
        if error["type"] == "missing":
            return f"{where(path)} is missing", f"add {form}"
        if error["type"] == "extra_forbidden":
            return f"{where(path)} is not known", nearest(str(path[-1]), self._keys_in(path[:-1]))
        cause = error.get("ctx", {}).get("error")
        if isinstance(cause, UnreadableValueError):
            return f"{where(path)}: {cause.what}", cause.remedy or f"write {form}"
        should_be = SHOULD_BE.get(error["type"], error["msg"].removeprefix("Input "))
        return f"{where(path)} = {shown(error['input'])} {should_be}", f"write {form}"

    def _shape(self, path: KeyPath) -> str:
        return " ".join(
            "*" if isinstance(part, int) or self.is_name(path, number) else part
            for number, part in enumerate(path)
        )

    def _keys_in(self, path: KeyPath) -> list[str]:
        shape = self._shape(path)
        return [form.split()[-1] for form in self.forms if form.rpartition(" ")[0] == shape]


def _is_name(path: KeyPath, number: int) -> bool:
    return path[:number] == ("holidays", "moved") or (number == 1 and path[0] in NAMED)


SCHEDULE = Wording(FORMS, _is_name)
"""The words of schedules."""
