"""What is alike of thousands of nodes is kept once: documents, and figures that tell of them."""

from collections.abc import Hashable
from functools import lru_cache
from sys import intern
from typing import Any, TypeVar

from devices.wire.down import Desired, OverrideEntry
from devices.wire.settings import Settings

_ALL_FIELDS = set(Desired.model_fields)
_NO_OVERRIDES: list[OverrideEntry] = []

Value = TypeVar("Value", bound=Hashable)


def slim(document: Desired) -> Desired:
    """Give the same document in a third of the memory; like any document it is never changed.

    Those of lamps that were told the same at once, as by a new schedule, are one object.
    """
    facts = dict(document)
    overrides, groups = tuple(facts.pop("overrides")), tuple(facts.pop("groups"))
    return _slim(tuple(facts.items()), groups, overrides)


@lru_cache(maxsize=4096)
def _slim(
    facts: tuple[tuple[str, Any], ...],
    groups: tuple[str, ...],
    overrides: tuple[OverrideEntry, ...],
) -> Desired:
    known = dict(facts)
    known["settings"] = _settings(known["settings"])
    known["program"] = intern(known["program"]) if known["program"] else None
    lists: dict[str, Any] = {
        "groups": _names(groups),
        "overrides": list(overrides) if overrides else _NO_OVERRIDES,
    }
    return Desired.model_construct(_ALL_FIELDS, **known, **lists)


@lru_cache(maxsize=64)
def _settings(settings: Settings) -> Settings:
    return settings


@lru_cache(maxsize=4096)
def _names(names: tuple[str, ...]) -> list[str]:
    return list(names)


def alike(value: Value) -> Value:
    """Give the same object for equal ones: versions and moments that thousands have in common."""
    known: Value = _known(value)
    return known


# By type as well: to a dict, 1 and True are one.
@lru_cache(maxsize=4096, typed=True)
def _known(value: Value) -> Value:
    return value
