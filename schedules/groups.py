"""Nested groups: members are lamps and other groups, and no group may be within itself."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from schedules.errors import UnreadableValueError, shown
from schedules.site import read_name

GROUP = "group:"
ALL = "all"
MOST_MEMBERS = 5_000
LAMP = re.compile("[A-Za-z0-9][A-Za-z0-9-]{0,30}")


def read_member(text: str) -> str:
    """Read a member: a group, or the name of a lamp.

    Raises:
        UnreadableValueError: it has the form of neither.
    """
    if text.startswith(GROUP):
        read_name(text.removeprefix(GROUP))
    elif not LAMP.fullmatch(text):
        message = f"{shown(text)} is neither a group nor the name of a lamp"
        raise UnreadableValueError(message, 'write "group:NAME", or a lamp such as "KPG-0123"')
    return text


def read_group_name(text: str) -> str:
    """Read a nested group's own name.

    Raises:
        UnreadableValueError: it could not stand in a topic, or is "all".
    """
    if text == ALL:
        message = 'the group "all" is there already: every lamp'
        raise UnreadableValueError(message, "give the group another name")
    return read_name(text)


class NestedGroup(BaseModel):
    """A group of the document's own; lamps that the list of lamps puts into it are in it too."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    members: Annotated[
        tuple[Annotated[str, AfterValidator(read_member)], ...],
        Field(strict=False, max_length=MOST_MEMBERS),
    ]

    @model_validator(mode="after")
    def _has_members(self) -> "NestedGroup":
        if not self.members:
            message = "a group without members"
            raise UnreadableValueError(message, 'write members = ["KPG-0123"], or leave it out')
        return self


def holders_of(nested: Mapping[str, NestedGroup]) -> dict[str, tuple[str, ...]]:
    """Give for each member the names of the groups that hold it, in the document's order."""
    holders: dict[str, list[str]] = {}
    for name, group in nested.items():
        for member in dict.fromkeys(group.members):
            holders.setdefault(member, []).append(name)
    return {member: tuple(names) for member, names in holders.items()}


def groups_around(nested: Mapping[str, NestedGroup], members: Iterable[str]) -> tuple[str, ...]:
    """Give the nested groups around members, by name; see `groups_holding`."""
    return groups_holding(holders_of(nested), members)


def groups_holding(
    holders: Mapping[str, tuple[str, ...]], members: Iterable[str]
) -> tuple[str, ...]:
    """Give the nested groups that hold one of the members, or a group that holds one, and so on.

    Args:
        holders: See `holders_of`.
        members: Names of groups as "group:NAME", and of lamps.
    """
    found: dict[str, None] = {}
    inside = tuple(members)
    while inside:
        around = (name for member in inside for name in holders.get(member, ()))
        new = [name for name in around if name not in found]
        found.update(dict.fromkeys(new))
        inside = tuple(GROUP + name for name in new)
    return tuple(found)


def cycles(members: Mapping[str, Iterable[Any]]) -> Iterator[tuple[str, ...]]:
    """Give each way on which a group leads back to itself: ("a", "b", "a"), each one once.

    Args:
        members: Of each group, as they are written; what is not a text is passed over.
    """
    inner = {
        name: [one.removeprefix(GROUP) for one in own if _is_group(one, members)]
        for name, own in members.items()
    }
    done: set[str] = set()
    for start in inner:
        way = _way_back(inner, start, done)
        if way:
            yield way


def _is_group(member: object, members: Mapping[str, Iterable[Any]]) -> bool:
    is_named = isinstance(member, str) and member.startswith(GROUP)
    return is_named and str(member).removeprefix(GROUP) in members


def _way_back(inner: Mapping[str, list[str]], start: str, done: set[str]) -> tuple[str, ...] | None:
    """Walk down from a group; what has been walked through is added to `done`."""
    way: list[str] = []
    ahead: list[Iterator[str]] = [iter((start,))]
    while ahead:
        name = next(ahead[-1], None)
        if name is None:
            ahead.pop()
            done.update(way[-1:])
            del way[-1:]
        elif name in way:
            done.update(way)
            return (*way[way.index(name) :], name)
        elif name not in done:
            way.append(name)
            ahead.append(iter(inner[name]))
    return None
