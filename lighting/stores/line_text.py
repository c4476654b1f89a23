"""The parts of a line in InfluxDB's line protocol, safe whatever they hold.

References:
    InfluxDB 2.7, line protocol: in tags, commas, spaces and equals signs take a backslash before
    them, and a backslash can't be escaped; in texts, quotes and backslashes take one.
"""

from collections.abc import Callable, Mapping
from typing import Any

from lighting.safe_text import escaped
from lighting.stores.measurements import Field, FieldType

MOST_IN_TAG = 200
"""Characters of a tag's value that are kept; InfluxDB refuses values above 64 KiB."""
_MOST_FLOAT = 1.7976931348623157e308
_LEAST_INTEGER, _MOST_INTEGER = -(2**63), 2**63 - 1
_IN_TAG = str.maketrans({"\\": "/", ",": r"\,", " ": r"\ ", "=": r"\="})
_IN_TEXT = str.maketrans({"\\": r"\\", '"': r"\""})


def tag(name: str, value: str | None) -> str:
    """Give a tag with the comma before it; nothing where the value is empty."""
    clean = escaped(value[:MOST_IN_TAG])[:MOST_IN_TAG] if value else ""
    return f",{name}={clean.translate(_IN_TAG)}" if clean else ""


def text(value: str, most: int) -> str:
    """Give a text in its quotes, of at most `most` characters; a line can't be broken by it."""
    return f'"{escaped(value[:most])[:most].translate(_IN_TEXT)}"'


def fields(table: tuple[Field, ...], values: Mapping[str, Any]) -> str:
    """Give the fields that are known, as they follow the tags.

    Args:
        table: The fields that there are, in their order.
        values: What is known; None is unknown.
    """
    written = (
        f"{field.name}={one}"
        for field in table
        if (value := values.get(field.name)) is not None
        and (one := _WRITERS[field.type](value, field.most))
    )
    return ",".join(written)


def _float(value: float, _most: int) -> str:
    """A number as float, also a whole one; nothing where it is not finite."""
    return repr(float(value)) if -_MOST_FLOAT <= value <= _MOST_FLOAT else ""


def _integer(value: int, _most: int) -> str:
    return f"{int(value)}i" if _LEAST_INTEGER <= value <= _MOST_INTEGER else ""


def _boolean(value: bool, _most: int) -> str:  # noqa: FBT001 - one of a table of writers
    return str(bool(value))


_WRITERS: Mapping[FieldType, Callable[[Any, int], str]] = {
    "float": _float,
    "integer": _integer,
    "boolean": _boolean,
    "text": text,
}
