"""Says what is wrong with settings: the key, its line, and what to write instead."""

from collections.abc import Mapping
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from schedules.errors import Problem, UnreadableValueError, nearest, shown
from schedules.lines import KeyPath, line_at

# [site] is read as in a schedule, whose models know no words for the keys of settings.
SITE_FORMS = {
    "name": 'a short name in small letters, such as "kupang"',
    "timezone": 'an IANA time zone, such as "Asia/Makassar"',
    "latitude": "degrees, north positive, -90 to 90",
    "longitude": "degrees, east positive, -180 to 180",
    "country": 'two letters for the public holidays, such as "ID"; leave out for none',
}

# The limits of one lamp type stand one table deeper than all else.
LAMP_TYPE = ("faults", "type", "NAME")


def to_problem(
    root: type[BaseModel], error: ErrorDetails, source: str, lines: Mapping[KeyPath, int]
) -> Problem:
    """Say a finding of pydantic's about settings of the form `root` in the words of their file."""
    path = (
        error["loc"][:4]
        if error["loc"][:2] == LAMP_TYPE[:2]
        else error["loc"][: 3 if _is_many(root, error["loc"]) else 2]
    )
    what, remedy = _wording(root, error, path)
    return Problem(source, line_at(lines, path), what, remedy)


def _wording(root: type[BaseModel], error: ErrorDetails, path: KeyPath) -> tuple[str, str]:
    where = ".".join(map(str, path))
    if error["type"] == "extra_forbidden":
        return f"{where} is not known", nearest(str(path[-1]), _keys(root, path[:-1]))
    if error["type"] == "missing":
        return f"{where} is missing", f"add {_form(root, path)}"
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, UnreadableValueError):
        return f"{where}: {cause.what}", cause.remedy or f"write {_form(root, path)}"
    message = error["msg"].removeprefix("Input ")
    return f"{where} = {shown(error['input'])} {message}", f"write {_form(root, path)}"


def _keys(root: type[BaseModel], path: KeyPath) -> list[str]:
    return [one.alias or name for name, one in _model(root, path).model_fields.items()]


def _model(root: type[BaseModel], path: KeyPath) -> type[BaseModel]:
    model: Any = root.model_fields[str(path[0])].annotation if path else root
    if path[:2] == LAMP_TYPE[:2] and len(path) >= len(LAMP_TYPE):
        model = model.model_fields["type"].annotation
    parts = get_args(model)
    kind: type[BaseModel] = (  # of a list, of a table of tables, or one that may lack
        parts[1] if get_origin(model) in {dict, Mapping} else next(iter(parts), model)
    )
    return kind


def _is_many(root: type[BaseModel], path: KeyPath) -> bool:
    """Whether a section stands several times: [[tariff]], [preset.storm]."""
    section = root.model_fields.get(str(path[0])) if path else None
    return section is not None and get_origin(section.annotation) in {tuple, dict}


def _form(root: type[BaseModel], path: KeyPath) -> str:
    if _is_many(root, path) and len(path) <= len(("tariff", 0)):
        keys, is_list = ", ".join(_keys(root, path)), isinstance(path[-1], int)
        table = f"[[{path[0]}]]" if is_list or path[0] == "tariff" else f"[{path[0]}.NAME]"
        return f"tables {table} with {keys}"
    if len(path) == 1:
        return f"a section [{path[0]}] with {', '.join(_keys(root, path))}"
    key = str(path[-1])
    if path[:2] == LAMP_TYPE[:2] and len(path) <= len(LAMP_TYPE):
        return "tables [faults.type.NAME] with the limits of a lamp type"
    if path[0] == "site":
        return SITE_FORMS[key]
    fields = _model(root, path).model_fields.items()
    return next((one.description or key for name, one in fields if key in {name, one.alias}), key)
